"""What a basket costs: goods, delivery, the tax in them; from the shop's own prices alone."""
