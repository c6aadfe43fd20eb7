"""Field packs: what a day of visits needs and nothing more, for twelve hours, each look noted."""
