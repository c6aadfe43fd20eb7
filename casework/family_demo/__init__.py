"""Visits, calls and letters for the demo's people."""
