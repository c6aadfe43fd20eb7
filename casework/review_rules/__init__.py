"""When a level is looked at again: rules as dated data, for the service or for one prison."""
