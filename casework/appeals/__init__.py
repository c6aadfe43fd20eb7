"""Appeals against a security level, written down and answered by a third person."""
