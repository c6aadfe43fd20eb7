"""Products, their prices and what the public may read about them."""
