"""The API gateway: HTTP in, API Gateway events to the functions, HTTP out."""
