"""What somebody who died leaves on their accounts, kept for whoever inherits."""
