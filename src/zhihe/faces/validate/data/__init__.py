"""Data sets of published worked examples, as their sources print them."""
