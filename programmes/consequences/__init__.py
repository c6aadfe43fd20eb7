"""What a level would mean for places and applications."""
