"""Missed appointments with and without a reminder, by office."""
