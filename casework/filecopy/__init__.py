"""The copy of their own file that every person is owed (Mandela Rule 9, European Prison Rule 16A)."""
