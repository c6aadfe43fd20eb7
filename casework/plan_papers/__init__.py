"""The plan on two pages for the person, and the public check that says which version a paper is."""
