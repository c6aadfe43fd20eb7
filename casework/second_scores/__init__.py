"""One score in twenty is made a second time by somebody who does not know the first, and the two are compared."""
