"""Lengths of time as courts say them."""
