"""Receiving a person: one calm flow, one command."""
