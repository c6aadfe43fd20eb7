"""Days that move the dates: credit before sentence, time at large, days added and given back."""
