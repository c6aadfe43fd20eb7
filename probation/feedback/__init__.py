"""What a service tells us: sessions held or not and why, concerns, the report at the end."""
