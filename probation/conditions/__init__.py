"""The conditions of an order."""
