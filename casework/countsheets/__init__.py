"""Reading a count made by hand."""
