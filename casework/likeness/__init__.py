"""How the person can be recognised: photographs rebuilt without their hidden data, and distinguishing marks."""
