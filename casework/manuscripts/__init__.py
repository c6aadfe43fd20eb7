"""The text of a form as its author typed it: read, and refused with the line of every flaw."""
