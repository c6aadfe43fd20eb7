"""What the copy of a file says of decisions on level, the plan, notes and papers, and who read the file."""
