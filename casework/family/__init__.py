"""Who belongs to the person, and every visit, call and letter between them."""
