"""A registry of schemas by plain HTTP, as Confluent's and those that speak like it."""

from __future__ import annotations

import base64
import json
import threading
import urllib.error
import urllib.request
from typing import Any, Dict, Optional, Tuple

from .codec import Codec


class Registry:
    """Asks for schemas, each once; safe on any thread.

    `user` is `name:password`, where the registry wants one.
    """

    def __init__(self, url: str, user: Optional[str] = None, timeout: float = 10.0) -> None:
        self._url = url.rstrip("/")
        self._user = user
        self._timeout = timeout
        self._lock = threading.Lock()
        self._codecs: Dict[int, Tuple[str, Codec]] = {}

    def by_id(self, schema_id: int) -> Tuple[str, Codec]:
        """The short name of a record, such as `Score`, and its codec."""
        with self._lock:
            if schema_id not in self._codecs:
                self._codecs[schema_id] = _read(self._get(f"/schemas/ids/{schema_id}")["schema"])
            return self._codecs[schema_id]

    def latest(self, subject: str) -> Tuple[int, Codec]:
        """The id of the newest schema of a subject, and its codec."""
        answer = self._get(f"/subjects/{subject}/versions/latest")
        return answer["id"], _read(answer["schema"])[1]

    def _get(self, path: str) -> Any:
        request = urllib.request.Request(self._url + path)
        if self._user is not None:
            request.add_header("Authorization", "Basic " + base64.b64encode(self._user.encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as e:
            raise LookupError(f"the registry {self._url} answered {e.code} to {path}") from e
        except (urllib.error.URLError, OSError, ValueError) as e:
            raise ConnectionError(f"the registry {self._url} does not answer {path}: {e}") from e


def _read(text: str) -> Tuple[str, Codec]:
    schema = json.loads(text)
    return schema["name"].rpartition(".")[2], Codec(schema)
