"""The reviews of the demo: rules, a history behind every day, scores made a second time."""
