"""Wages and sale shares through the deduction rules to a statement."""
