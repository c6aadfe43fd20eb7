"""The second human behind every new colleague, role and start code."""
