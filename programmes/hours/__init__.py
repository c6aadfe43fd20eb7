"""Hours that people worked, learned and are planned to work, by day and week."""
