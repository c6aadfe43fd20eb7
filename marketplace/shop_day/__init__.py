"""The shop manager's day, and what the features behind the counter listen to."""
