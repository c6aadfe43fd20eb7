"""Deaths of the demo, of every cause, and what they end."""
