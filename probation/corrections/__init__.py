"""Correcting a logged contact."""
