"""Taking back a wrong line of the movement ledger by a counter-entry."""
