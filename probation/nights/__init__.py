"""What probation hears of the hub, and what it does by itself at night."""
