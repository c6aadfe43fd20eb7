"""A changed law tried on everybody before it is in force."""
