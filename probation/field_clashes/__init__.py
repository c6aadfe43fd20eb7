"""What the queue could not settle by itself: clashing outcomes, what waits, what was refused."""
