"""Who asked for a seat, who holds one, and in which order the others wait."""
