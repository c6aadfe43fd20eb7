"""Giving a buyer's money back: asked for at the desk, approved by finance."""
