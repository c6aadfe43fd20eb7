"""Requests and complaints that are not confidential: taken down, answered in time, escalated, appealed to another."""
