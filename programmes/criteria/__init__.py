"""What a rule of admission can look at, and how each kind of rule is answered."""
