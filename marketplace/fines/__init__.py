"""Fines and damages: only by a decision, two people, never out of what is saved for release."""
