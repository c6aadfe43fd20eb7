"""Making the demo's decisions on security levels."""
