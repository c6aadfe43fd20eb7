"""What further features ask before a planned session, a row of a register, or the end of a session."""
