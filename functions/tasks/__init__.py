"""Tasks, projects, the user."""
