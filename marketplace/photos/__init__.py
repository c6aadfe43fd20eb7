"""Photographs of products, through a gate: rebuilt, and looked at by a second human."""
