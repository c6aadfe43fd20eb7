"""The file by which a bank sends money back to buyers."""
