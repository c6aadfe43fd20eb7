"""Intakes, waiting lists and places: capacity is held by the database."""
