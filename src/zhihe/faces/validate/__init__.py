"""`zhihe validate`: a customer checks our computation against published examples himself."""
