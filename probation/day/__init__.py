"""The probation officer's day, phone first."""
