"""The reasons of a decision on paper, in the person's language, and its handing over."""
