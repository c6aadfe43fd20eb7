"""The case file's pages: the identity bar, the overview and the panels that modules add."""
