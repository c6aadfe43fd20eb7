"""What the hub does by itself, at night and every hour."""
