"""Commitment orders, receptions, movements, places, belongings."""
