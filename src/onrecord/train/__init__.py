"""From annotated articles to trained weights."""
