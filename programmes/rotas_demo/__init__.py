"""What the demo does with times: rotas of two weeks, sessions moved, catch-up sessions, calendar addresses."""
