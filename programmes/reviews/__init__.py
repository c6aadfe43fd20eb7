"""Places whose holder may no longer be admitted: read again when facts change, decided by a coordinator."""
