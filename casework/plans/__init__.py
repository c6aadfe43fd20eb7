"""The sentence plan: goals, steps, agreement, paper."""
