"""A calculator of release dates that saves nothing: a page, and a command that needs no database."""
