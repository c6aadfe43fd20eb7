"""Writing the conditions of a version: from the catalogue with its inputs, or in words made for one person."""
