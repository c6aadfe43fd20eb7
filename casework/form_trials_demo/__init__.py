"""A proposed version of the custody form in the demo, tried on everybody."""
