"""How it ended: outcomes, certificates, their public proof."""
