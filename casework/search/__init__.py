"""Finding people by any of their names, however it is written, and by their numbers, exactly."""
