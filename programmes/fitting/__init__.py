"""What speaks against a group for one person without standing in the way: other times, too few days left."""
