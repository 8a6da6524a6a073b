"""Uploaded content: checked before it is kept, kept once under its hash, never run."""
