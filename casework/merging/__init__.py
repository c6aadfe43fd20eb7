"""Two files of one person become one, by two humans, and can become two again, row by row."""
