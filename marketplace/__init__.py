"""The brand, its public shop, and what each maker earns."""
