"""Money that the card company gives back: asked for when the decision is kept, never while the database waits."""
