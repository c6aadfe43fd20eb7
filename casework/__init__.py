"""The hub: one person, one case file. Everything hangs on it."""
