"""Lines of bank statements: read in once, matched to orders, the rest put right by people."""
