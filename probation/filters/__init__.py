"""Filters of the caseload under names of one's own."""
