"""Trains the model on annotated articles."""
