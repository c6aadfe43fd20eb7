"""Registers on paper: printed with a code, marked by hand, typed back without overwriting anything silently."""
