"""Signatures under assessments: what they seal, and the proof that it still scores as it did."""
