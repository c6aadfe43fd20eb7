"""Card payments on the pages of Stripe Checkout. Off until two secrets are set up."""
