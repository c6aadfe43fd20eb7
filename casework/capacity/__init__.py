"""How many each prison and wing may hold, whom, and who is in the wrong place."""
