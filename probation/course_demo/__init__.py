"""How supervision goes on and ends in the demo: handed over, reminded of, relieved, ended early."""
