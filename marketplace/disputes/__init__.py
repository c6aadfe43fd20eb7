"""Deductions that a person contests: the money is held in dispute until a second human decides."""
