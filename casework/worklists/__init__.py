"""The lists behind the numbers of the home page."""
