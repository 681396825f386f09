"""What stands in an address: an empty field of a form asks for nothing."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import BeforeValidator


def _or_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


OR_NONE = BeforeValidator(_or_none)
Day = Annotated[date | None, OR_NONE]
Words = Annotated[str | None, OR_NONE, Query(max_length=1_000)]
