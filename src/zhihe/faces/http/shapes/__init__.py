"""The shapes of what the fixed routes answer and take, for the OpenAPI document and for who is generated from it."""
