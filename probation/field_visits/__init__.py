"""What a visit from the field does besides being logged: late entries, likely doubles, photographs, safety."""
