"""The demo of limits, tools, accidents, bands and work for private beneficiaries."""
