"""The definition grammar: what a model is, read, checked, merged and written."""
