"""How much of the 31 core items of a file is there."""
