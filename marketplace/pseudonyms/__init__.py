"""Names chosen by lot, under which a maker may be credited."""
