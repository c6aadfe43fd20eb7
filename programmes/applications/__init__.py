"""Asking for a place, and the answers to that."""
