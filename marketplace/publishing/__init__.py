"""A second human looks at a product before the public does."""
