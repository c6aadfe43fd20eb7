"""Buying at the canteen: first the money to spend, then the savings."""
