"""The work that waits on security levels: due, given back, to decide, provisional, appealed."""
