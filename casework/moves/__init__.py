"""Pointing every row of one person at another, and back."""
