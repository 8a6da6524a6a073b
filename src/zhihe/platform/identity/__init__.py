"""Users, sessions, tokens and what each may do."""
