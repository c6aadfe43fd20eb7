"""What of a curriculum a person has done: hours by module, assessments, what is still missing."""
