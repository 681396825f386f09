"""`onrecord corrections`."""

from command import Run, lines


def test_decisions_are_listed_undone_and_redone(story: Run) -> None:
    """By their number; undoing one does not delete it."""

    def names() -> set[str]:
        return {actor["name"] for actor in lines(story("actors", "--format", "json"))}

    before = names()
    story("actors", "rename", "Gerda Polian", "Q. Example", "--because", "as it signs", "--by", "R. Okar")
    (row,) = lines(story("corrections", "--format", "json"))
    assert (row["what"], row["fields"]["name"]) == ("rename", "Q. Example")
    assert "as it signs" in story("corrections").stdout
    assert story("corrections", "--undo", row["key"], "--by", "Bo").stderr == f"Undid {row['key']}.\n"
    assert names() == before
    assert "undone by Bo" in story("corrections").stdout
    assert story("corrections", "--redo", row["key"]).stderr == f"Applied {row['key']} again.\n"
    assert "Q. Example" in names()


def test_numbers_that_do_not_exist_are_errors(story: Run) -> None:
    """Small ones, large ones, and two at once."""
    for arguments in (["--undo", "999"], ["--redo", "999"], ["--undo", 10**30], ["--undo", "1", "--redo", "1"]):
        done = story("corrections", *arguments)
        assert (done.exit_code, done.stderr.startswith("onrecord: ")) == (1, True), arguments
    none = story("corrections")
    assert (none.exit_code, none.stderr) == (1, "No corrections or decisions yet.\n")
