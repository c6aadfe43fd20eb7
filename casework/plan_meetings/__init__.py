"""Meetings at which the plan is looked at again: who came, what the person said, what changed and why."""
