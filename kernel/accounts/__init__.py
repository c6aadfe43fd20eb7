"""Staff, their accounts, roles and sessions."""
