"""Through which doors a product is sold, and from when."""
