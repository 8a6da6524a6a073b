"""HTTP: the API of every model, its documents, and nothing that knows a business word."""
