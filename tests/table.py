"""Tables of cases: one test that runs them all and reports every one that fails."""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

Test = Callable[..., None]


def cases(names: str | Sequence[str], rows: Iterable[Any]) -> Callable[[Test], Test]:
    """Runs a test for each row of a table, whose columns are its arguments, and fails with all rows that fail.

    It is called like `pytest.mark.parametrize`, and two of them make a product; but it makes one test, whose fixtures
    all rows share.
    """
    columns = [names] if isinstance(names, str) else list(names)
    table = [(row,) if isinstance(names, str) else tuple(row) for row in rows]
    assert table, "a table without rows tests nothing"

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def run(**others: Any) -> None:
            failed = []
            for row in table:
                try:
                    test(**dict(zip(columns, row, strict=True)), **others)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - reported below
                    failed.append(f"{', '.join(map(_short, row))}\n    {type(error).__name__}: {error}")
            if failed:
                pytest.fail(f"{len(failed)} of {len(table)} cases:\n" + "\n".join(failed), pytrace=False)

        signature = inspect.signature(test)
        left = [parameter for name, parameter in signature.parameters.items() if name not in columns]
        run.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return run

    return decorate


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
