"""What help from outside adds to the house: the file's tab, the officer's day, navigation, what events end."""
