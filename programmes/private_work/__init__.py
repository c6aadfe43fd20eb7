"""Work for private beneficiaries: only with consent that can be taken back, beside the wage a free worker gets."""
