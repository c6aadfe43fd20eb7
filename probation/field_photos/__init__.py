"""Photographs from the field: rebuilt without what is hidden in them, found by the hash of what was sent."""
