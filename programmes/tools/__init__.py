"""Tools of a workshop: out to a person in a session, in again, counted; a missing one keeps the session open."""
