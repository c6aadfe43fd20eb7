"""A form proves itself: bands without gaps, nothing unreachable, its own examples."""
