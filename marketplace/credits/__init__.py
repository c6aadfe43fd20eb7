"""Consent to be credited as a maker: asked in one's own language, expiring, withdrawn in one click."""
