"""The demo's decisions by the real commands: signatures, answered appeals, papers handed over, what followed."""
