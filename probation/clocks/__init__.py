"""The clocks of contact standards, and the count of failures: dates in, a date or a number out."""
