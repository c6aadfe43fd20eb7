"""Mails about orders: an outbox, in the buyer's language, each said once."""
