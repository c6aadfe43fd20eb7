"""Appointments, visits and calls, held or missed, never overwritten."""
