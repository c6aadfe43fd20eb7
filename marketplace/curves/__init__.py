"""Amounts that grow with what was earned, as exact broken lines."""
