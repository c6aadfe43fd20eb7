"""Batches made in the workshops and who made what share."""
