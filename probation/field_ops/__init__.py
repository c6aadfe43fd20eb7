"""The field queue: one operation at a time, kept once, answered the same for ever."""
