"""Orders and their conditions: the legal basis of supervision."""
