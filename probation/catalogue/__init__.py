"""The versioned catalogue of conditions: standard ones, and additional ones with what must be filled in."""
