"""Ready first-person goals for each area of life, as data in six languages."""
