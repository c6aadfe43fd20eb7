"""A visitor alone: when they will be back, and whether they are."""
