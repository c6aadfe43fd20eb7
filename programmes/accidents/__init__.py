"""Accidents at work: what happened to whom, in logistic words only, what is done about it, and who must hear of it."""
