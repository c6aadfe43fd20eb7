"""What the demo shows of money that goes out and comes in."""
