"""The gallery: every component of the interface on one page."""
