"""A new version of a scoring form tried on everybody who was scored with the one before, before it is in force."""
