"""What an order asks for in hours, sessions or payments, and how far it is fulfilled."""
