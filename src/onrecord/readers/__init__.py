"""Reads articles from files, feeds, JSON Lines and web pages."""
