"""What the copy of a file says of custody, sentences, hearings, conduct and safety."""
