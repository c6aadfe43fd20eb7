"""What other features put on the officer's day: each brings its own part, the page asks nobody by name."""
