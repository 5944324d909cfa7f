"""The local cloud: gateway, runtime, edge and migrations. Never deployed."""
