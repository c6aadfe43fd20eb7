"""The demo's sentences of every kind and the days that move their dates, by the real commands."""
