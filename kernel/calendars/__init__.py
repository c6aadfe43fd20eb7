"""The days on which each establishment works: its weekdays, its country's holidays, days it closes or opens itself."""
