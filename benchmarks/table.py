"""Prints the results of a benchmark: the command, then a Markdown table whose rows appear as they are measured."""

import shlex
import sys
from collections.abc import Sequence


def print_command() -> None:
    """Print the command that is running, so that its figures can be quoted with it."""
    print(f"$ python {shlex.join(sys.argv)}\n", flush=True)


class Table:
    """A table that is readable as plain text and as Markdown.

    Args:
        heads: The column names. The first column is aligned left, the others right.
        first: The width of the first column, in characters.
        others: The width of each other column.
    """

    def __init__(self, heads: Sequence[str], *, first: int = 34, others: int = 10) -> None:
        self._first = first
        self._widths = [max(others, len(head)) for head in heads[1:]]
        self.row(*heads)
        print("|".join(["", "-" * (first + 2), *("-" * (width + 1) + ":" for width in self._widths), ""]), flush=True)

    def row(self, name: str, *cells: str) -> None:
        """Print a row; missing cells at its end are empty."""
        padded = [*cells, *[""] * (len(self._widths) - len(cells))]
        right = [f"{cell:>{width}}" for cell, width in zip(padded, self._widths, strict=True)]
        print("| " + " | ".join([f"{name:<{self._first}}", *right]) + " |", flush=True)
