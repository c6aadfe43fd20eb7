"""A checkpoint of the invented trail, and two witnesses whom nobody has reached yet."""
