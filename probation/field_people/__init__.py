"""Whom an officer may take along: the list from which a field pack is chosen."""
