"""Schedules, health, the API described."""
