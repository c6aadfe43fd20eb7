"""One condition beyond the standard ones, before it stands in a version."""
