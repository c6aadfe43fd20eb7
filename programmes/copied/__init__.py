"""What the copy of a file says of programmes and certificates."""
