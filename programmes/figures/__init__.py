"""The governor's view: seats, who takes part, waiting, completion, hours and pay, each number with its list."""
