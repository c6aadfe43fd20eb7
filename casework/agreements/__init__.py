"""Reading a plan together: what the person said, the version that is kept, its paper."""
