"""Typed values as the text that the base models read.

Numbers have no exponent and no empty decimals, timestamps are `YYYY-MM-DD HH:MM:SS[.ffffff]` with
`+00:00` where they have a zone, booleans true or false, nested values JSON.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_LARGEST_EXPONENT = 400


def number_text(value: Decimal) -> str:
    """Write a number without exponent, without zeros behind the last decimal."""
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def json_text(value: Any) -> str:
    """Write a nested value as JSON; what JSON has no word for becomes its text."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(k)}:{json_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(json_text(item) for item in value) + "]"
    if isinstance(value, (str, bool, int)) or value is None:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return number_text(value) if value.is_finite() else "null"
    if isinstance(value, (datetime, date, time)):
        return _quoted(value.isoformat())
    if isinstance(value, bytes):
        return _quoted(value.decode("utf-8", "backslashreplace"))
    return _quoted(str(value))


def scalar_text(value: Any) -> str | None:
    """Text of one JSON value; null and the empty text are both null."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    if isinstance(value, Decimal):
        return number_text(value)
    return json_text(value)


def column_text(values: Any) -> Any:
    """Text column of an Arrow array of any type, the empty text as null."""
    kind = values.type
    if isinstance(kind, pa.BaseExtensionType):
        return column_text(values.storage)
    if pa.types.is_dictionary(kind):
        return column_text(values.cast(kind.value_type))
    text = _typed_text(values, kind)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _typed_text(values: Any, kind: Any) -> Any:
    types = pa.types
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return values.cast(pa.string(), safe=False)
    if types.is_timestamp(kind):
        return _timestamp_text(values, kind)
    if types.is_floating(kind):
        return _float_text(values, kind)
    if types.is_decimal(kind):
        return _without_exponent(values.cast(pa.string()))
    if types.is_boolean(kind) or types.is_integer(kind) or types.is_date(kind):
        return values.cast(pa.string())
    if types.is_null(kind):
        return pa.nulls(len(values), pa.string())
    return pa.array([_any_text(value) for value in values.to_pylist()], pa.string())


def _timestamp_text(values: Any, kind: Any) -> Any:
    ticks = values.cast(pa.timestamp(kind.unit)) if kind.tz is None else values.cast(pa.int64())
    if kind.unit == "ns":
        # Floor, so that a moment before 1970 is not moved into the next microsecond.
        nanos = ticks.cast(pa.int64())
        floor = pc.subtract(pc.divide(nanos, 1000), _is_cut_below_zero(nanos))
        moments = floor.cast(pa.timestamp("us"))
    else:
        moments = ticks.cast(pa.timestamp(kind.unit))
    text = pc.replace_substring_regex(moments.cast(pa.string()), r"\.0+$", "")
    return text if kind.tz is None else pc.binary_join_element_wise(text, "+00:00", "")


def _is_cut_below_zero(nanos: Any) -> Any:
    cut = pc.not_equal(pc.multiply(pc.divide(nanos, 1000), 1000), nanos)
    return pc.and_(pc.less(nanos, 0), cut).cast(pa.int64())


def _float_text(values: Any, kind: Any) -> Any:
    if pa.types.is_float16(kind):
        values = values.cast(pa.float32())
    known = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    text = _without_exponent(known.cast(pa.string()))
    return pc.replace_substring_regex(text, r"\.0+$", "")


def _without_exponent(text: Any) -> Any:
    """Numbers in text form, those with an exponent written out."""
    has_exponent = pc.fill_null(pc.match_substring_regex(text, "[eE]"), False)
    if not pc.any(has_exponent).as_py():
        return text
    written_out = [number_text(Decimal(t)) for t in text.filter(has_exponent).to_pylist()]
    return pc.replace_with_mask(text, has_exponent, pa.array(written_out, pa.string()))


def _any_text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return scalar_text(value)


def _quoted(text: Any) -> str:
    return json.dumps(str(text), ensure_ascii=False)
