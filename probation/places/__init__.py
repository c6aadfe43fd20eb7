"""Where a person can be reached."""
