"""One workshop on a page, and what the workshops add to homes and navigation."""
