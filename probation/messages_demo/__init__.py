"""Reminders of the demo that went out, what came back, and those that did not go."""
