"""Avro by fastavro, or where it is not installed by Apache's `avro`, which is slower and says the same."""

from __future__ import annotations

import io
import json
from typing import Any, Dict, Iterator, Mapping, Tuple

fastavro: Any
try:
    import fastavro
except ImportError:  # Debian has no fastavro
    fastavro = None

Record = Dict[str, Any]


class Codec:
    """Reads and writes single records of one schema; safe on any thread."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = _parsed(json.dumps(schema))
        fields = schema.get("fields", ())
        self.fields = frozenset(field["name"] for field in fields)
        self._defaults = {field["name"]: field["default"] for field in fields if "default" in field}

    def decode(self, data: bytes) -> Record:
        stream = io.BytesIO(data)
        if fastavro is not None:
            record = fastavro.schemaless_reader(stream, self._schema, None)
        else:
            from avro.io import BinaryDecoder, DatumReader

            record = DatumReader(self._schema).read(BinaryDecoder(stream))
        return dict(record)

    def encode(self, record: Mapping[str, Any]) -> bytes:
        stream = io.BytesIO()
        whole = {**self._defaults, **record}
        if fastavro is not None:
            fastavro.schemaless_writer(stream, self._schema, whole)
        else:
            from avro.io import BinaryEncoder, DatumWriter

            DatumWriter(self._schema).write(whole, BinaryEncoder(stream))
        return stream.getvalue()


def _parsed(text: str) -> Any:
    if fastavro is not None:
        return fastavro.parse_schema(json.loads(text))
    import avro.schema

    return avro.schema.parse(text)


def read_container(path: str) -> Iterator[Record]:
    """The records of an Avro container file, one after the other."""
    with open(path, "rb") as file:
        if fastavro is not None:
            yield from fastavro.reader(file)
        else:
            from avro.datafile import DataFileReader
            from avro.io import DatumReader

            yield from DataFileReader(file, DatumReader())


def unframed(message: bytes) -> Tuple[int, bytes]:
    """The schema's id and the record of a message in Confluent's wire format."""
    if len(message) < 5 or message[0] != 0:
        raise ValueError("this is no message in Confluent's wire format: it begins with 0 and the id of a schema")
    return int.from_bytes(message[1:5], "big"), message[5:]


def framed(schema_id: int, record: bytes) -> bytes:
    """A message in Confluent's wire format."""
    return b"\x00" + schema_id.to_bytes(4, "big") + record
