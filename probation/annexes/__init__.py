"""Files that come with a condition, such as the map of an area: kept append-only, printed with the conditions."""
