"""Who may know of a person and open the file: relationship, exclusions, restrictions, break-glass."""
