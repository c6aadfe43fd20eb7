"""Looking at the eight areas of life together: how much need, and what is strong."""
