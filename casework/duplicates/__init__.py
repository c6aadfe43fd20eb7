"""Files that may be one person: proposed with evidence, decided by a human."""
