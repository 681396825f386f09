"""On whose word: the kind of each source, who it is, and what the article says of them."""
