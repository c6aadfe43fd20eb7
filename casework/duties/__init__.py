"""What a movement owes: family told, authority told, evidence kept, the body given back."""
