"""At which prison a person's money stands: it follows them from one prison's trust fund to another's."""
