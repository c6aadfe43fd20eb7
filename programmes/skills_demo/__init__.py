"""The demo's assessments, skills in words, and one passport."""
