"""Settings of every test."""

from hypothesis import settings

# The machines that run this are shared: a slow example is no failure.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")
