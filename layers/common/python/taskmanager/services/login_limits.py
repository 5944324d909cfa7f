"""How often passwords may be tried, and accounts made.

Every attempt counts before the password is looked at, so that attempts at the same moment do not
slip through; a success forgives the account's own. The address's stay: one address that knows
one account could otherwise guess at all others.
"""

from taskmanager.ports.rate_limit import Limit

LOGIN_PER_ACCOUNT = Limit("login-account", 10, 900)
LOGIN_PER_ADDRESS = Limit("login-address", 100, 900)
REGISTER_PER_ADDRESS = Limit("register-address", 100, 900)
"""Signing up costs as much work as signing in, and tells who has an account."""
PASSWORD_PER_ACCOUNT = Limit("password-account", 10, 900)
