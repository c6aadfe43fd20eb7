"""Groups with seats, their weekly times and planned sessions."""
