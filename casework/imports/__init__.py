"""Registers brought in from files, row by row, with a report of what was refused."""
