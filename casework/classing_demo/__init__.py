"""The demo's security levels: decisions with their scores, and the work that waits."""
