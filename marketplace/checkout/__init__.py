"""The buyer's side of an order: the basket, the order form, and the order's own page by its secret link."""
