"""Speed as ratios: the product against a floor that does the same duties, measured in the same run."""
