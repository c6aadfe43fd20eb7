"""Whether and how a person wants to be reminded of appointments: their own number, their own choice."""
