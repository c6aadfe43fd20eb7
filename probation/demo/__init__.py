"""The demo under supervision: orders in every state, a year of contacts, today's visits."""
