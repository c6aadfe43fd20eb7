"""Places given from a list: looked at all at once, given row by row, the refused kept with their reasons."""
