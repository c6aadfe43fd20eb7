"""How a bank's spreadsheet is read, kept for the next time."""
