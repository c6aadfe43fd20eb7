"""Contact standards as data: packs, their versions, and which of them an office goes by."""
