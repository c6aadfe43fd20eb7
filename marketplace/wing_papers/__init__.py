"""The statements of everybody in a wing, as one paper, made while nobody waits for a page."""
