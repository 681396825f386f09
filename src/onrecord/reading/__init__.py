"""Reads an article into a record: pure functions, one pass of the model per article."""
