"""A register while it is being taken: each row saved alone, and who was told beforehand to stay away."""
