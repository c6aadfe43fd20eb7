"""What was typed on a page or in a file, as answers to a form."""
