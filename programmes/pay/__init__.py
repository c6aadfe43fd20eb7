"""Pay lines: attendance and pieces turned into what is due."""
