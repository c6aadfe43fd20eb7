"""Closing a month in the books, money that covers wages, and corrections by mirror image."""
