"""How much work each officer carries: points by level and kind as data, reductions with dates, measured minutes."""
