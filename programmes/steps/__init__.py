"""What a step of the plan can be tied to here: places on courses, and jobs."""
