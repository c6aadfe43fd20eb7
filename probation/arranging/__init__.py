"""Making appointments: one or a series, past closed days, overlapping only on purpose; and confirming them."""
