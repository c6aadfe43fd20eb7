"""Sessions in which named people make up for sessions they missed."""
