"""The API's description as one page that needs no script and no other file."""
