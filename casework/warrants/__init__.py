"""Orders that hold a person beside the one their stay rests on: entered, lifted."""
