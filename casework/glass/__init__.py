"""Breaking the glass: an hour in a file one may not know of, with a reason, and another human who looks at it after."""
