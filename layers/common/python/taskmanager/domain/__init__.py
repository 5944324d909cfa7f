"""Values and rules of the task domain. Pure: no I/O, no clock, no framework."""
