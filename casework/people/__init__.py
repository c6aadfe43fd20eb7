"""Who this is: names, numbers, family; search and duplicates."""
