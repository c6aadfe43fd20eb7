"""A person is sent to a service: need and goal, what the service must know, its answer, sessions, what came of it."""
