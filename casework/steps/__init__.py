"""How a calculation tells its steps."""
