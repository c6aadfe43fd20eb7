"""What people answer to a reminder: OK, another time, help, stop; in six languages or by a digit."""
