"""What needs each member of staff now: one home for each role."""
