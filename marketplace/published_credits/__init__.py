"""What the shop says of makers: rows without any key to a person."""
