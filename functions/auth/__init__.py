"""Accounts, sessions, API tokens."""
