"""Who may not, and who alone may, know of a person."""
