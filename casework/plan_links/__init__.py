"""Tying a step of the plan to something real, so that it closes when that is done."""
