"""What staff must know at once, and who must be kept apart."""
