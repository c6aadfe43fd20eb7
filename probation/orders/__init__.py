"""The legal basis of supervision, and the conditions that come with it."""
