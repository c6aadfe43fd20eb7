"""In which order the visits of a day are made, on the screen and on paper."""
