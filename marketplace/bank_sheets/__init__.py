"""A bank's spreadsheet, read by the names of its columns."""
