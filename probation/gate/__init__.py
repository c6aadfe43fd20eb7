"""Through the gate: what must stand before release, the first days outside, and custody that suspends an order."""
