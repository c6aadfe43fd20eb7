"""What will happen to a place on a day to come: a suspension, its end, the end of the place."""
