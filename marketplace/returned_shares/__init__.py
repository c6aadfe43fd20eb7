"""Makers' shares in pieces that came back: what has not arrived does not come, what has arrived stays."""
