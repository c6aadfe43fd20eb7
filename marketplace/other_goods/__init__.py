"""Other pieces in place of those that were gone when the money came."""
