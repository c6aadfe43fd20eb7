"""Security levels: scored, decided by two people, explained."""
