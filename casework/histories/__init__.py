"""The way of the demo's people through courts, prisons and offices."""
