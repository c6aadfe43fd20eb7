"""What further features ask before a place, a planned session, a row of a register, or the end of a session."""
