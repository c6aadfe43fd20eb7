"""The demo's waiting lists: rules of ranking, appeals, changes ahead, times not expected."""
