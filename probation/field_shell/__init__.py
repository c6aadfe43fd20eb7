"""The shell of the field app: pages without anything on anybody, so that a phone may keep them."""
