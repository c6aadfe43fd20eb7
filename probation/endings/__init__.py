"""How an order ends: at its end date, early by a proposal that another human supports, or revoked."""
