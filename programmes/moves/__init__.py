"""Moving planned sessions, one or all that follow by the rota, and taking that back."""
