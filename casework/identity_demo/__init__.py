"""Made-up likenesses, languages and addresses for the demo: drawn faces, nobody's photograph."""
