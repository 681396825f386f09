"""From bytes of any kind to articles."""
