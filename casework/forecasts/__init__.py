"""When points lapse, and which level the score would give then if nothing new happens: a forecast, never a promise."""
