"""Requests and complaints of the demo, in every state."""
