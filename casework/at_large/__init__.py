"""Who is unaccounted for, in which order to look for them, and what may be done with their names."""
