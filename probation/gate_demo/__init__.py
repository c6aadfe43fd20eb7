"""What the demo shows of beginnings, ends and transfers."""
