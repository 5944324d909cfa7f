"""Who serves the ports. Each module turns its driver's errors into domain errors."""
