"""What all commands have in common: help, completion, errors, options."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from command import Run
from onrecord.cli.app import app


def commands() -> Iterator[tuple[list[str], Any]]:
    """Every command's words, and the command."""
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        yield [name], command
        for inner, subcommand in getattr(command, "commands", {}).items():
            yield [name, inner], subcommand


ASKING = {
    "search": ["x"], "show": ["x"], "who": ["x"], "timeline": [], "commitments": [], "audit": [], "stats": [],
    "export": [], "actors": [], "corrections": [],
}  # fmt: skip
"""Every command that only reads the database, with its arguments."""


def test_help_lists_every_command_by_purpose(run: Run) -> None:
    """With one line on each; without arguments, the help is printed too."""
    done = run("--help")
    panels = re.findall(r"─ (\w[\w ]*) ─", done.stdout)
    assert panels == ["Options", "Read", "Find", "Correct", "Export and measure"]
    shown = [name for name in get_command(app).commands if f"│ {name} " in done.stdout]  # type: ignore[attr-defined]
    assert shown == list(get_command(app).commands)  # type: ignore[attr-defined]
    assert "Usage: onrecord" in run().output
    assert re.fullmatch(r"onrecord \d+\.\d+\S*\n", run("--version").stdout)


def test_every_command_explains_itself(run: Run) -> None:
    """In 80 columns, with a verb first, every option described, and no Python types or defaults that are callables."""
    wrong = []
    for words, command in commands():
        done = run(*words, "-h", COLUMNS="80")
        if done.exit_code != 0 or any(len(line) > 80 for line in done.stdout.splitlines()):
            wrong.append((words, "exit status or width"))
        if re.search(r"<(bool|str|list|int|float|datetime|.*function|.*object)", done.stdout):
            wrong.append((words, "a type"))
        if not re.match(r"[A-Z][a-z]+[ :,]", command.help or ""):
            wrong.append((words, "no verb"))
        wrong += [(words, each.name) for each in command.params if not getattr(each, "help", None)]
    assert wrong == []


def test_every_choice_in_the_help_works(story: Run, tmp_path: Path) -> None:
    """Each value of each option with choices is accepted, and the command succeeds or finds nothing."""
    (tmp_path / "one.txt").write_text("Ramp shut\n\nThe ramp was shut, Ilse Brandt said.\n")
    (tmp_path / "people.csv").write_text("id,name\nQ1,Gerda Polian\n")
    arguments = {
        ("read",): ["one.txt", "--no-store"],
        ("show",): ["river treaty"],
        ("who",): ["Krane"],
        ("actors", "reconcile"): ["people.csv"],
        ("mark",): None,  # its statuses are tested with the commitments
        ("eval",): None,
    }
    wrong, tried = [], 0
    for words, command in commands():
        given = arguments.get(tuple(words), [])
        if given is None:
            continue
        for option in command.params:
            if option.param_type_name == "option" and option.type_descriptor.is_choice:
                for choice in option.type_descriptor.choices:
                    tried += 1
                    done = story(*words, *given, option.opts[0], choice.value)
                    if done.exit_code != 0 and not re.fullmatch(r"No [\w ]+(found|yet)\.\n", done.stderr):
                        wrong.append((words, option.name, choice.value, done.stderr))
    assert wrong == []
    assert tried > 40


def test_completion_prints_a_script(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each shell, and completes commands, options and their values."""
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    for shell in ("bash", "zsh", "fish"):
        done = run("--show-completion", shell)
        assert (done.exit_code, "_ONRECORD_COMPLETE" in done.stdout) == (0, True), shell
    for typed, completed in (("onrecord se", "search"), ("onrecord search --stance den", "denies")):
        words = typed.split()
        done = run(_ONRECORD_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(words) - 1))
        assert completed in done.stdout.split(), typed


def test_since_after_until_is_an_error(story: Run) -> None:
    """In every command that has both options."""
    both = [words for words, command in commands() if {"since", "until"} <= {each.name for each in command.params}]
    assert both == [["search"], ["audit"]]
    for words in both:
        done = story(*words, "--since", "2024-03-01", "--until", "2024-02-01")
        assert done.exit_code == 2, words
        assert "--since 2024-03-01 is after --until 2024-02-01." in done.stderr, words
        assert story(*words, "--since", "2024-02-18", "--until", "2024-02-18").exit_code == 0, words


def test_without_a_database_the_error_says_what_to_do(run: Run, tmp_path: Path) -> None:
    """In one line, and no database is created."""
    for name, arguments in {**ASKING, "actors rename": ["Vane", "Joris Vane"], "mark": ["c0", "kept"]}.items():
        because = ["--because", "x"] if name == "mark" else []
        done = run(*name.split(), *arguments, *because)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1), name
        assert "onrecord read" in done.stderr, name
    assert list(tmp_path.iterdir()) == []


def test_what_the_system_refuses_is_one_line(story: Run, tmp_path: Path) -> None:
    """A folder that does not exist is named."""
    (tmp_path / "one.txt").write_text("She said no.")
    for command in (["export", "--to", "nowhere/out.csv"], ["read", "one.txt", "--db", "nowhere/x.db"]):
        done = story(*command)
        assert (done.exit_code, done.stderr.count("\n"), "nowhere" in done.stderr) == (1, 1, True), command


def test_questions_are_answered_while_another_process_writes(story: Run, tmp_path: Path) -> None:
    """Commands that only read need no lock, unless there are new articles to link."""
    story("commitments")
    with sqlite3.connect(tmp_path / "onrecord.db", isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        arguments = ASKING | {"search": ["--actor", "Krane"], "show": ["river treaty"], "who": ["Krane"]}
        arguments["timeline"] = ["--actor", "Krane"]
        for name, each in arguments.items():
            done = story(name, *each)
            assert (done.exit_code, done.stderr) in {(0, ""), (1, "No corrections or decisions yet.\n")}, name
        connection.execute("ROLLBACK")
    connection.close()
