"""Which words the shop does not use of makers, and what to write instead."""
