"""The Lambda runtime: sandboxes, one process each, in a pool for every function."""
