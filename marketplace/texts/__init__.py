"""The words of a product and of a brand in the other languages, side by side with the first."""
