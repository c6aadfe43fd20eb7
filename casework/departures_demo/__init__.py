"""People who leave the demo's prisons while they hold places and money."""
