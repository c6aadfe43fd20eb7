"""Payments by transfer, at the gate or by card, behind one contract."""
