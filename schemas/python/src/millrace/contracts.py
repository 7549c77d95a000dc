"""The schemas of all records, and which of their fields are packed arrays."""

from __future__ import annotations

import functools
import json
import pathlib
from typing import Any, Dict, Mapping, Optional, Set, Tuple

import numpy as np

_HERE = pathlib.Path(__file__).resolve().parent
_PACKED = _HERE / "avro"
_CHECKOUT = _HERE.parents[2] / "src" / "main" / "avro"
_TYPES = (("int32 little-endian", "<i4"), ("float32 little-endian", "<f4"))


def folder() -> pathlib.Path:
    """Where the schemas lie: in the installed package, or in the checkout that this runs in."""
    for candidate in (_PACKED, _CHECKOUT):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"there are no schemas in {_PACKED}, nor in {_CHECKOUT}; install with pip install ./schemas/python")


@functools.lru_cache(maxsize=None)
def _definition(name: str) -> str:
    return (folder() / f"{name}.avsc").read_text(encoding="utf-8")


def schema(name: str) -> Dict[str, Any]:
    """The schema of a record by its name, such as `Score`, with all that it refers to within it."""
    return dict(_whole(json.loads(_definition(name)), set()))


def _whole(part: Any, known: Set[str]) -> Any:
    if isinstance(part, list):
        return [_whole(each, known) for each in part]
    if isinstance(part, str):
        short = part.rpartition(".")[2]
        if short in known or not (folder() / f"{short}.avsc").is_file():
            return part
        return _whole(json.loads(_definition(short)), known)
    if not isinstance(part, dict):
        return part
    if part.get("type") in ("record", "enum", "fixed"):
        known.add(part["name"])
    copy = dict(part)
    for key in ("fields", "items", "values", "type"):
        if key in copy and not (key == "type" and copy["type"] in ("record", "enum", "fixed", "array", "map")):
            copy[key] = _whole(copy[key], known)
    return copy


@functools.lru_cache(maxsize=None)
def _fields(name: str) -> Tuple[Tuple[str, Optional[str], Optional[str]], ...]:
    """Of each field that matters here its name, the type of its packed numbers, and the record that it holds."""
    fields = []
    for field in json.loads(_definition(name))["fields"]:
        dtype = next((t for words, t in _TYPES if words in field.get("doc", "")), None)
        kinds = _names(field["type"])
        held = next((kind for kind in kinds if (folder() / f"{kind}.avsc").is_file() and _is_record(kind)), None)
        if (dtype and "bytes" in kinds) or held:
            fields.append((field["name"], dtype if "bytes" in kinds else None, held))
    return tuple(fields)


def _is_record(name: str) -> bool:
    return bool(json.loads(_definition(name)).get("type") == "record")


def _names(kind: Any) -> Set[str]:
    if isinstance(kind, str):
        return {kind.rpartition(".")[2]}
    if isinstance(kind, list):
        return set().union(*(_names(each) for each in kind))
    return _names(kind.get("items", kind.get("values", kind["type"])))


def unpacked(name: str, record: Mapping[str, Any]) -> Dict[str, Any]:
    """The record of that name with its packed bytes as arrays of int32 or float32, those of its parts too."""
    copy = dict(record)
    for field, dtype, held in _fields(name):
        value = copy.get(field)
        if value is None:
            continue
        if dtype is not None:
            copy[field] = np.frombuffer(value, dtype=dtype)
        elif held is not None and isinstance(value, list):
            copy[field] = [unpacked(held, each) for each in value]
        elif held is not None and isinstance(value, Mapping):
            copy[field] = unpacked(held, value)
    return copy
