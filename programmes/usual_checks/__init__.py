"""The checks that every place passes: held there, running, free, apart, in time, no other place at that hour."""
