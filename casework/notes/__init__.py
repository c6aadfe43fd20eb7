"""Case notes: written once, amended by another line, never edited."""
