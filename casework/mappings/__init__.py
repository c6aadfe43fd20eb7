"""How one office writes its register: columns, dates, abbreviations."""
