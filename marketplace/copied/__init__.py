"""What the copy of a file says of money."""
