"""Pay runs: lines are previewed, frozen for good and announced to the ledger."""
