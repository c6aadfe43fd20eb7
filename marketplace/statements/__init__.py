"""A month of somebody's money on a page and on paper: fact, rule, arithmetic, law, and a code that proves it."""
