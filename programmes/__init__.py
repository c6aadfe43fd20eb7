"""Catalogue, places, registers, workshops, certificates."""
