"""What holds across articles: who the actors are."""
