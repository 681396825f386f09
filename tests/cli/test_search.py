"""`onrecord search` and `onrecord stats`."""

import json

from command import Run, lines


def test_filters_narrow_the_search(story: Run) -> None:
    """Each filter holds for every hit, and filters combine."""
    checks = {
        "--stance=denies": lambda hit: hit["statement"]["stance"] == "denies",
        "--kind=direct": lambda hit: hit["statement"]["kind"] == "direct",
        "--outlet=lantern": lambda _: False,
        "--outlet=courier": lambda hit: hit["article"]["outlet"] == "The Velmora Courier",
        "--source=ministry": lambda hit: "ministry" in hit["statement"]["source"]["text"].lower(),
        "--min-confidence=0.9": lambda hit: hit["statement"]["confidence"] >= 0.9,
        "--since=2024-05-01": lambda hit: (
            (hit["statement"]["said"] or {"end": hit["article"]["published"]})["end"] >= "2024-05-01"
        ),
        "--until=2023-02-28": lambda hit: (
            (hit["statement"]["said"] or {"start": hit["article"]["published"]})["start"] <= "2023-02-28"
        ),
    }
    wrong = {}
    for option, holds in checks.items():
        done = story("search", option, "-n", "1000", "--format", "json")
        hits = [json.loads(line) for line in done.stdout.splitlines()]
        if not all(map(holds, hits)) or bool(hits) == (option == "--outlet=lantern") or len(hits) > 400:
            wrong[option] = len(hits)
    assert wrong == {}
    both = lines(story("search", "--stance=denies", "--kind=indirect", "--format", "json"))
    assert {(hit["statement"]["stance"], hit["statement"]["kind"]) for hit in both} == {("denies", "indirect")}


def test_words_match_inflections_phrases_and_exclusions(story: Run) -> None:
    """All words must occur; a quoted argument is a phrase, and - excludes a word."""
    sirens = lines(story("search", "sirens", "--format", "json"))
    assert any("siren " in hit["statement"]["content"]["text"] for hit in sirens)
    (phrase, *_) = lines(story("search", "within 120 days", "--format", "json"))
    assert "within 120 days" in phrase["statement"]["content"]["text"]
    without = lines(story("search", "--format", "json", "--", "sirens", "-failed"))
    assert 0 < len(without) < len(sirens)


def test_an_actor_is_found_by_name_behind_pronouns(story: Run) -> None:
    """`--actor` finds statements whose source is printed as "she" or by an office."""
    hits = lines(story("search", "--actor", "Gerda Polian", "--format", "json"))
    sources = {hit["statement"]["source"]["text"] for hit in hits}
    assert "she" in sources
    assert len(hits) == next(a["statements"] for a in lines(story("actors", "--name", "Gerda", "--format", "json")))
    assert story("search", "--actor", hits[0]["article"]["id"]).exit_code == 1


def test_results_name_their_article(story: Run) -> None:
    """A hit is printed with its source, stance, content, and where it is printed; `--limit` limits them."""
    done = story("search", "any siren", "-n", "1")
    title = "Last of 14 river sirens switched on, two days early"
    assert [line.rstrip() for line in done.stdout.splitlines()] == [
        "A spokesman for the ministry, Piet Arlov  denies · indirect",
        "  that any siren had failed",
        f"The Velmora Courier · 2023-05-31 · {title} · 877ffdc2e10cb449 s7",
    ]


def test_nothing_found_is_exit_status_1(story: Run) -> None:
    """A search without a hit says so on stderr."""
    done = story("search", "zeppelin")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "No statements found.\n")


def test_stats_count_what_is_stored(story: Run) -> None:
    """As a table and as JSON."""
    found = json.loads(story("stats", "--format", "json").stdout)
    assert (found["articles"], found["versions"]) == (17, 18)
    assert found["statements"] == sum(found["kinds"].values()) == sum(found["stances"].values()) > 400
    shown = [line.rstrip() for line in story("stats").stdout.splitlines()]
    assert shown[0] == "articles   17, and 1 superseded version"
    assert shown[4].startswith("outlets    The Velmora Courier (5), Meridian Wire (3), ")
