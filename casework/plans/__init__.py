"""Sentence plans: needs, goals in the person's words, steps and agreement."""
