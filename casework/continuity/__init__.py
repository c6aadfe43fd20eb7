"""Survival of the prison: sealed snapshots outside of it, the roll on paper, the list of who is missing."""
