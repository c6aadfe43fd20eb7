"""The demo's stories of missed contacts: what help, letters and reports they led to."""
