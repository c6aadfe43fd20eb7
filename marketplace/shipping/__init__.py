"""Where pieces are sent, and what that costs by weight."""
