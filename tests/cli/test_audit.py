"""`onrecord audit`."""

from command import Run, lines


def test_the_audit_of_one_article(story: Run) -> None:
    """Counts by kind of source, who did not answer, and what rests on one anonymous person."""
    (fields,) = lines(story("audit", "outline", "deal", "--format", "json"))
    assert fields["statements"]["anonymous"] >= 1
    shown = story("audit", "outline", "deal").stdout
    assert "Asked, but did not answer (" in shown
    assert "Kestrel House, which declined to comment" in shown
    assert "Rests on one anonymous person (" in shown


def test_the_audit_of_an_outlet_and_a_time(story: Run) -> None:
    """Filters combine, and no article is an error."""
    (fields,) = lines(story("audit", "--outlet", "courier", "--since", "2024-01-01", "--format", "json"))
    assert fields["articles"] == 2
    (every,) = lines(story("audit", "--format", "json"))
    assert every["articles"] == 17
    none = story("audit", "--since", "2030-01-01")
    assert (none.exit_code, "No articles from that outlet and time." in none.stderr) == (1, True)
