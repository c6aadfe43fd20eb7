"""Orders from placing to handing over."""
