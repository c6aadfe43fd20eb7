"""What programmes do by themselves: what they hear of the hub, and what is due every hour and every night."""
