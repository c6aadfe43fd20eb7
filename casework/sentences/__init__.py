"""Sentences, adjustments and the release dates computed from them."""
