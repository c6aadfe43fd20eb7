"""A lost second factor: two people take it off, after one of them has seen its owner."""
