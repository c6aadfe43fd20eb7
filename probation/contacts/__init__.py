"""Appointments and visits, planned and held, and where people can be reached."""
