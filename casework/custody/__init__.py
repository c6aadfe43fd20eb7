"""Receptions, movements and places: the ledger from which every location and headcount is derived."""
