"""What happens in a person's life that asks for a contact, or for none: a move, a lost job, contact lost."""
