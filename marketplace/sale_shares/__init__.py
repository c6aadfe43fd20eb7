"""Makers' shares of what was sold: announced when pieces leave, taken back for pieces that come back in time."""
