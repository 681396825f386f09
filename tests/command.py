"""Running `onrecord` in process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from onrecord.cli.app import app

Run = Callable[..., Result]


def call(*arguments: str | Path | float, stdin: bytes = b"", **environment: str) -> Result:
    """Run `onrecord` as from a shell whose output is a pipe. Anything but an exit is raised."""
    done = CliRunner().invoke(app, [str(each) for each in arguments], input=stdin, env=environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def lines(done: Result) -> list[dict[str, Any]]:
    """The JSON Lines that a command printed."""
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
