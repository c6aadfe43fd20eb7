"""Everything that speaks for and against a place: the rules of admission and every check, for one or for many."""
