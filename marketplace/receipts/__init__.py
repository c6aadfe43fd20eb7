"""Receipts, invoices and credit notes: numbered without a gap for each establishment and year."""
