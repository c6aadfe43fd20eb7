"""Confidential complaints: sealed to the inspector by the person who writes them; the prison sees nothing of them."""
