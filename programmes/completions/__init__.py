"""Completions and the certificates that name no prison."""
