"""Resolves sources: the kind of each, who it is, and what the article says about them."""
