"""How often passwords may be tried, and accounts made.

On an account every attempt counts before the password is looked at, so that attempts at the same
moment do not slip through; a success forgives them. From an address the failures count, whatever
the account, and no success forgives them: one address that knows one account could otherwise guess
at all others, and a household or a test that signs in often is not locked out.
"""

from taskmanager.ports.rate_limit import Limit

LOGIN_PER_ACCOUNT = Limit("login-account", 10, 900)
LOGIN_PER_ADDRESS = Limit("login-address", 100, 900)
REGISTER_PER_ADDRESS = Limit("register-address", 600, 3600)
"""Signing up costs as much work as signing in, and tells who has an account."""
PASSWORD_PER_ACCOUNT = Limit("password-account", 10, 900)
