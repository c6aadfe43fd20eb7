"""How often somebody must be seen, and why a contact is due."""
