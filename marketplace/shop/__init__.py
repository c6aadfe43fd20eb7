"""The public shop: search, basket, checkout without an account."""
