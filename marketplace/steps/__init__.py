"""What a step of the plan can be tied to here: money saved."""
