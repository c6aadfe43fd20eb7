"""Loading an office's register as it really is."""
