"""What finance sees first."""
