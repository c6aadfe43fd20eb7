"""What a death ends: nothing goes on chasing the person, their officer or their family."""
