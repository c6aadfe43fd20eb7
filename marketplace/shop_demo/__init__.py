"""The demo's shop window: drawn pictures, other languages, sizes, enquiries."""
