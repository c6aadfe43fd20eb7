"""Bank statements as banks write them: CAMT.053, MT940, and spreadsheets by a mapping."""
