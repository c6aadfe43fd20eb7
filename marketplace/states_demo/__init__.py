"""What finance and the desk do in the demo besides selling: each state of money, month and refund once."""
