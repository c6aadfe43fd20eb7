"""Accounts on the home page: of the administrator, and of the governor who may be the second human."""
