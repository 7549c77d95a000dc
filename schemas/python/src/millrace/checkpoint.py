"""Checkpoints as NumPy arrays."""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import struct
from dataclasses import dataclass
from typing import Any, Dict, Union

import numpy as np
from numpy.typing import NDArray

_TYPES = {
    "BOOL": "?",
    "I8": "<i1",
    "U8": "<u1",
    "I16": "<i2",
    "U16": "<u2",
    "F16": "<f2",
    "BF16": "<u2",
    "I32": "<i4",
    "U32": "<u4",
    "F32": "<f4",
    "I64": "<i8",
    "U64": "<u8",
    "F64": "<f8",
}
_LONGEST_HEADER = 100 * 1024 * 1024
_PathLike = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class Checkpoint:
    """A policy as it was saved."""

    folder: pathlib.Path
    config: Dict[str, Any]
    tensors: Dict[str, NDArray[Any]]
    """By name; bfloat16 as float32, which NumPy knows."""
    state: Dict[str, Any]
    """Step, seeds, positions and provenance; empty for a base policy."""


def read_safetensors(path: _PathLike) -> Dict[str, NDArray[Any]]:
    """The tensors of a safetensors file by name; bfloat16 becomes float32."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    if len(data) < 8:
        raise ValueError(f"{path}: this is no safetensors file, it has {len(data)} bytes")
    (length,) = struct.unpack("<Q", data[:8].tobytes())
    if length > min(len(data) - 8, _LONGEST_HEADER):
        raise ValueError(f"{path}: its header would have {length} bytes, the file has {len(data)}")
    header = json.loads(data[8 : 8 + length].tobytes().decode("utf-8"))
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            tensors[name] = _tensor(path, name, entry, data[8 + length :])
    return tensors


def _tensor(path: _PathLike, name: str, entry: Dict[str, Any], data: NDArray[np.uint8]) -> NDArray[Any]:
    kind = _TYPES.get(entry["dtype"])
    if kind is None:
        raise ValueError(f"{path}: {name} is of the type {entry['dtype']}, which is not known here")
    begin, end = entry["data_offsets"]
    shape = tuple(entry["shape"])
    expected = int(np.prod(shape, dtype=np.int64)) * np.dtype(kind).itemsize
    if not 0 <= begin <= end <= len(data) or end - begin != expected:
        raise ValueError(f"{path}: {name} has bytes {begin} to {end}, which is not what its shape {shape} takes")
    values = np.frombuffer(data[begin:end].tobytes(), dtype=kind).reshape(shape)
    if entry["dtype"] == "BF16":
        return (values.astype(np.uint32) << 16).view(np.float32)
    return values


def load_checkpoint(folder: _PathLike, verify: bool = True) -> Checkpoint:
    """A checkpoint from its folder, or the newest one from the folder of all of a run.

    With `verify` each file is compared with the digest that `state.json` has of it.
    """
    path = pathlib.Path(folder)
    steps = sorted(each for each in path.glob("step-*") if each.is_dir()) if path.is_dir() else []
    if not (path / "config.json").is_file() and steps:
        path = steps[-1]
    if not (path / "config.json").is_file():
        raise FileNotFoundError(f"{path} holds no config.json, so it is no checkpoint")
    saved = path / "state.json"
    state = json.loads(saved.read_text(encoding="utf-8")) if saved.is_file() else {}
    if verify:
        for name, digest in state.get("digests", {}).items():
            found = hashlib.sha256((path / name).read_bytes()).hexdigest()
            if found != digest:
                raise ValueError(f"{path / name} is not as it was saved: its SHA-256 is {found}, not {digest}")
    tensors: Dict[str, NDArray[Any]] = {}
    for file in sorted(path.glob("*.safetensors")):
        if file.name != "optimizer.safetensors":
            tensors.update(read_safetensors(file))
    config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    return Checkpoint(path, config, tensors, state.get("state", {}))
