"""Files of one person in the demo: merged, taken back, given back, waiting for a second person."""
