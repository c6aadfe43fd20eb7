"""What still stands between a person and the gate."""
