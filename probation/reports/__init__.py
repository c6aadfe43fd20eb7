"""Breach and recall: a report with both sides, alternatives and two humans, or a decision not to."""
