"""One line of events across all modules."""
