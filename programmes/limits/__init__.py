"""Hours of work: limits as dated rules with their source, who is near them, and what was allowed beyond them."""
