"""The people of the demo: made in bulk, a year of history each."""
