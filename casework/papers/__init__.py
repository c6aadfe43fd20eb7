"""Papers on file: what comes in is checked and made anew before it is kept, byte for byte, under its own hash."""
