"""The demo's credits, cards from buyers, labels and public figures."""
