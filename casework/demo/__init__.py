"""A believable service to try: its places, its staff, its sign-in page. Exists in demo mode only."""
