"""What a session earns: dated rates, pay lines, missing rates."""
