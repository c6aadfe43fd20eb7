"""What a snapshot holds of each person inside, and how it is written down."""
