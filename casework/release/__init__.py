"""Release preparation: what still blocks it, and the release itself."""
