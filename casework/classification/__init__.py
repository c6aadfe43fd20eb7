"""Instruments, scores and decisions on the security level."""
