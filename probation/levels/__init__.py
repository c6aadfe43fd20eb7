"""Which supervision level a rule gives, step by step, and whether that is provisional."""
