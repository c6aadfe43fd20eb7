"""Supervision after release: orders, contacts, enforcement."""
