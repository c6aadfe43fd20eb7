"""The order of a waiting list: dated rules with points, tried out before they are published."""
