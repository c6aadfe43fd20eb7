"""Money of an account that is promised until a moment, and cannot be spent before."""
