"""The deployable functions: HTTP or an event in, HTTP out."""
