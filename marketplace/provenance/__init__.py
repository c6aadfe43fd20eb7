"""Where a piece comes from, told to whoever holds it. Nothing here reads a person."""
