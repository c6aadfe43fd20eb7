"""The lists behind the figures: every number opens the people, wishes or groups it counts."""
