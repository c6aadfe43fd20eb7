"""Files that may be one person: proposed with evidence, decided by two humans, merged and un-merged row by row."""
