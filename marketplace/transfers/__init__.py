"""Bank transfer: the account that buyers pay to, the reference with check digits, the payload of the EPC code."""
