"""Files of the demo that somebody opened by exception: reviewed, waiting, waiting too long."""
