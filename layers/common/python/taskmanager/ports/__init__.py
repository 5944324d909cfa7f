"""What the services need from the outside, as Protocols; `adapters` holds who serves them."""
