"""What 10.00 of a price pays for, down to what the makers spend, send home and save."""
