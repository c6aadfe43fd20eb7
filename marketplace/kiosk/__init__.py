"""Somebody looks at their own account in big letters, with a code that staff gave them for ten minutes."""
