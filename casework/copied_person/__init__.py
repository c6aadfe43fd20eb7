"""What the copy of a file says of who the person is, and of their family."""
