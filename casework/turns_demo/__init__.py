"""What happened to some of the demo's people after they came in, by the real commands."""
