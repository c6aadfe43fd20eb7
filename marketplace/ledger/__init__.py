"""Double-entry books in integer minor units, balanced by the database."""
