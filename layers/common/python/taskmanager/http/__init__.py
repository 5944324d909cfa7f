"""HTTP in front of the services: typed declarations in, Lambda proxy answers out."""
