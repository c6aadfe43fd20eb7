"""Lone-worker check-ins: until when an officer is out, and who learns when they are not back."""
