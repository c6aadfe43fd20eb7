"""Sentences and the release dates that follow from them."""
