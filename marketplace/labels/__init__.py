"""Sheets of labels for the pieces of a published batch."""
