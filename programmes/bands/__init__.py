"""Bands: what a place is paid by from a day on, where a programme pays more than one rate."""
