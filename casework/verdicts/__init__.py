"""What courts imposed and what moves it: entered, ended and taken back."""
