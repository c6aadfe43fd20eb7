"""Who was there: registers, attendance, late corrections."""
