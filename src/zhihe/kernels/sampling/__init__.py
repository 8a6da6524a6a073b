"""Acceptance sampling: tables, switching, plan characteristics, c = 0, sequential and variables plans."""
