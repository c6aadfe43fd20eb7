"""Rotas of several weeks, from a day on: sessions are planned from them, holidays and closed days skipped."""
