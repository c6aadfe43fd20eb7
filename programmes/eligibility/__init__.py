"""Who may take part: rules as data, answered line by line."""
