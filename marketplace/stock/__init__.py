"""What lies where: reserved by one conditional statement, never oversold."""
