"""Waiting lists that keep themselves tidy, and prove it every night."""
