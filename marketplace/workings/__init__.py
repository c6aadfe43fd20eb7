"""The arithmetic of a split, written out for a payslip."""
