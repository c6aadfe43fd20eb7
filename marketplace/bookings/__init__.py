"""Sharing out what people earned, many earnings in one go."""
