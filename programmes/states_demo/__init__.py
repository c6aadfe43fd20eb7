"""What happens to places, wishes and papers in the demo: each state of each of them at least once."""
