"""Who was where at any moment, from the movement ledger alone."""
