"""The shop manager's desk: orders to pack, transfers to match, stock that runs low."""
