"""The last payout: every account at once, by two people, with a receipt and the statement of the whole stay."""
