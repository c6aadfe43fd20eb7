"""The demo's plans."""
