"""What may follow a missed contact, step by step, as data for each kind of order."""
