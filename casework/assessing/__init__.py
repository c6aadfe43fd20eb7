"""Filling in a scoring form about a person: drafts, what each answer rests on, signatures that hold for ever."""
