"""The way out for mails to buyers and offices: claimed, sent once, forgotten."""
