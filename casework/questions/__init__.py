"""The words of a scoring form: its questions, what they may be answered with, and how an answer ages."""
