"""What happened to a person, told in order; every module adds its entries."""
