"""Money sent from outside: kept until a human knows whose it is, or sent back."""
