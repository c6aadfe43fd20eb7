"""What came of a contact, step by step: outcome, what may follow, letter or support, note, next appointment, check."""
