"""The demo's shop: a brand, its products, a year of batches and orders in every state."""
