"""Wages by a rule set: so much for a day or an hour, by grade."""
