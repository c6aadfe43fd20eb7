"""Booking many entries in one go."""
