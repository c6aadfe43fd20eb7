"""The coordinator's day on one page."""
