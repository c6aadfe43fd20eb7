"""Scoring forms: read from a file, proven by their own examples, put in force by two people."""
