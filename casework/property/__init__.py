"""What is kept for a person: taken in, given back piece by piece, sent away, destroyed."""
