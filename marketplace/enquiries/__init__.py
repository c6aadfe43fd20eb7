"""What offices and shops ask before they order many."""
