"""The demo's changes of law, and dates that need somebody."""
