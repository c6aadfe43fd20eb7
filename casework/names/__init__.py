"""The words of people's names as search keeps them: a vocabulary, and which people carry which two words."""
