"""What the file itself says on a question of a form, so that an answer that says otherwise is pointed out."""
