"""Finding a product by words, in any of the languages, however they are spelt."""
