"""Cash counts and bank statements held against the books, and the proof of each night."""
