"""Who may take part, by dated rules that explain themselves."""
