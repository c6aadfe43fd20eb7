"""The brand under which products are sold."""
