"""What each role needs to see first."""
