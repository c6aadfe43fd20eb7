"""How often contact is due, by level, and why."""
