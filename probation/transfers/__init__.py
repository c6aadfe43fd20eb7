"""Warm transfer: open items, a meeting, the receiver says yes or no, and until then the sender answers."""
