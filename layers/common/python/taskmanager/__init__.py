"""The layer that every function of the task manager shares."""
