"""Whom somebody sends money to: with the recipient's paper and consent, two people, and a wait before the first."""
