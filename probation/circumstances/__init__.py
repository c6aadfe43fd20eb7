"""How a person lives: housing, work, health services, money, papers, family, asked five times in two years."""
