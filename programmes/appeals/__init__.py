"""A person says that an answer to their wish is wrong; somebody else decides, in time."""
