"""Paying at the gate: cash, or mobile money whose code staff type."""
