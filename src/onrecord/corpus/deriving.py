"""Shared by everything that is derived from the record."""

from collections.abc import Iterator
from contextlib import contextmanager

from onrecord.errors import DerivationError, OnrecordError


@contextmanager
def derivation(what: str) -> Iterator[None]:
    """Raise any failure to derive `what` as an error of ours, so that callers can report it and go on.

    Raises:
        DerivationError: The failure is a defect; its cause is attached.
    """
    try:
        yield
    except OnrecordError:
        raise
    except Exception as error:
        kind = type(error).__name__
        msg = f"{what} could not be derived ({kind}: {error}); your articles are safe, and nothing was changed"
        raise DerivationError(msg) from error
