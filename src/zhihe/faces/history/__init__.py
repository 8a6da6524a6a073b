"""The delivery history of another system, imported by a mapping file through the write path."""
