"""The shop as programs read it: feeds, facts, map of the site, pictures for sharing."""
