"""Times at which the holder of a place does not come: not Tuesday afternoons."""
