"""What rules may look at, of many people at once: one look for a whole list."""
