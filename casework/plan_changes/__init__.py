"""What changed in a plan between two versions, and why; each version readable as it was."""
