"""Ten employability skills, said in words with what was seen, and what the person says to it."""
