"""The ways out of the house for a short message: a folder, a mail server, an SMS gateway."""
