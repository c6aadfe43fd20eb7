"""Calendars to subscribe to: the sessions of an instructor or a workshop, without a word on any prisoner."""
