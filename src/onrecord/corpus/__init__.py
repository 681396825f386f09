"""The corpus level: what is derived from all articles together."""
