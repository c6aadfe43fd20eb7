"""How often decisions leave the score, which way, by whom and about whom; small numbers stay hidden."""
