"""A death outside prison, and what every death ends: nobody goes on chasing the person or their family."""
