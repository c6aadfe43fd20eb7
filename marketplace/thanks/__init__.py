"""Cards from buyers to makers: one way, without any address, read by the shop before they arrive."""
