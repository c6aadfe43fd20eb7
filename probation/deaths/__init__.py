"""What a death ends in supervision: orders, appointments, everything that would be owed."""
