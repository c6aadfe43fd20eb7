"""How far a decision may leave the score: reasons as data, who signs, how old a score may be, what a form demands."""
