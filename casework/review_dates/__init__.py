"""The day of the next review of each person, with every change of it and why."""
