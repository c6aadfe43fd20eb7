"""Phones and tablets that may take a field pack: registered, seen, renewed, revoked."""
