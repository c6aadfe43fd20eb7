"""The lock of the field queue: what a phone writes offline is sealed to this server and opened only here."""
