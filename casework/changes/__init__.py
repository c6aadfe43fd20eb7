"""The history of every field of a file: who changed what, when, from what to what, and why."""
