"""Rule sets: who gets what of an earning, as dated data with its sources."""
