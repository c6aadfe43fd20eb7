"""An officer's appointments as a calendar to subscribe to, without a name in it."""
