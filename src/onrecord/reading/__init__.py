"""From an article to its record: pure, one pass of the model an article."""
