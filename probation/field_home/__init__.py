"""What the field asks of a supervisor, on their home page."""
