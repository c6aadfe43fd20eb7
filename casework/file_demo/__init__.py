"""Notes, papers and sealed letters for the demo."""
