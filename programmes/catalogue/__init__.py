"""The catalogue: programmes, their dated versions, workshops."""
