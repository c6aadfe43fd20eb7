"""Where the person lived and will live; a protected address shows only behind a reveal with a reason."""
