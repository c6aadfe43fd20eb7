"""Sessions that do not take place, what is promised for them, and sessions that take place after all."""
