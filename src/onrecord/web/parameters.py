"""Query parameters: an empty form field counts as not given."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _or_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


OR_NONE = BeforeValidator(_or_none)
Day = Annotated[date | None, OR_NONE]
Words = Annotated[Annotated[str, Field(max_length=1_000)] | None, OR_NONE]
