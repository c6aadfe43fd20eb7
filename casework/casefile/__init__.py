"""The overview page of one person."""
