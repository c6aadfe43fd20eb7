"""Alerts and keep-aparts that must be seen before anything is done."""
