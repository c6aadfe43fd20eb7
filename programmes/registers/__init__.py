"""Sessions and who attended them."""
