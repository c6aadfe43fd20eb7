"""Sharing out an earning by a rule set: the parts, the arithmetic, the refusals."""
