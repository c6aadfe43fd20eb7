"""Checkpoints of the audit trail: signed lines that leave the machine, so that nobody rewrites the trail unseen."""
