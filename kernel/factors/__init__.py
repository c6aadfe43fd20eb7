"""The second step at sign-in: codes of an app on a phone, or of a card on paper."""
