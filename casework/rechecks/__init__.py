"""Every night each stored date is made again from its inputs; what does not hold is listed."""
