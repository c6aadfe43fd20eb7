"""Missed contacts and what follows them: outreach, support reviews, letters that can be withdrawn."""
