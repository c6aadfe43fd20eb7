"""Counting everything at a place without seeing what the books say, and moving pieces between places."""
