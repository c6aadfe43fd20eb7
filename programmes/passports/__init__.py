"""The skills passport: what a person chose to show an employer, on one paper that anyone can check."""
