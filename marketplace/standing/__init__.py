"""Whom a person pays out of what they earn, and what they put aside: their own standing wishes and court orders."""
