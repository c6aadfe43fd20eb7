"""Addresses, telephones and safety notes seen in the field: proposals, to be accepted or declined."""
