"""The demo's sentence plans: goals in people's own words, steps in every state."""
