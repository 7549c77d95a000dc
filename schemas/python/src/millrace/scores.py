"""Scores: records of one or several trajectories of a group, and their way into a running run."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

from .codec import framed
from .partition import partition_of
from .registry import Registry
from .topics import kafka


@dataclass(frozen=True)
class Abstained:
    """The scorer has nothing to say of this trajectory; its group goes on without it."""

    reason: str = ""


@dataclass(frozen=True)
class Failed:
    """The scorer should have spoken and could not. Never a score of 0."""

    cause: str


Verdict = Union[float, int, None, Abstained, Failed]
_INHERITED = ("run_id", "group_id", "scorer", "scorer_version", "referee_digest", "scored_at", "latency_ms")


def _said(verdict: Verdict, detail: Optional[str]) -> Dict[str, Any]:
    said: Dict[str, Any] = {"outcome": "SCORED", "value": None, "cause": None, "detail": detail}
    if verdict is None or isinstance(verdict, Abstained):
        said["outcome"] = "ABSTAINED"
        said["cause"] = verdict.reason or None if verdict is not None else None
    elif isinstance(verdict, Failed):
        said["outcome"] = "FAILED"
        said["cause"] = verdict.cause or "unknown"
    elif not math.isfinite(verdict):
        raise ValueError(f"a score is a finite number, not {verdict}; say Abstained or Failed where there is none")
    else:
        said["value"] = float(verdict)
    return said


def score_record(
    run_id: str,
    group_id: str,
    scorer: str,
    verdicts: Mapping[int, Verdict],
    version: str = "1",
    details: Optional[Mapping[int, str]] = None,
    latency_ms: int = 0,
) -> Dict[str, Any]:
    """The record of a scorer's verdicts by the index of their trajectories: numbers, None or `Abstained`, or `Failed`.

    `details` say what a value is made of, as JSON.
    """
    if not verdicts:
        raise ValueError(f"there is no verdict for group {group_id}")
    parts = [
        {"index": int(index), **_said(verdicts[index], (details or {}).get(index))} for index in sorted(verdicts)
    ]
    return {
        "run_id": run_id,
        "group_id": group_id,
        "scorer": scorer,
        "scorer_version": version,
        "referee_digest": None,
        "scored_at": datetime.datetime.now(datetime.timezone.utc),
        "latency_ms": latency_ms,
        **parts[0],
        **({"items": parts[1:]} if len(parts) > 1 else {}),
    }


def single_scores(record: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """The scores of a record, one for each trajectory that it is about."""
    first = {key: value for key, value in record.items() if key != "items"}
    inherited = {key: record.get(key) for key in _INHERITED}
    return [first] + [{**inherited, **item} for item in record.get("items") or []]


class ScoreWriter:
    """Writes scores of one scorer, each on the partition of its group; for one thread.

    The run declares the scorer as `scorers.NAME.type=external` and gives it a weight. `properties` go to the client.
    """

    def __init__(
        self,
        bootstrap: str,
        registry: "str | Registry",
        scorer: str,
        run_id: str,
        version: str = "1",
        prefix: str = "millrace.",
        properties: Optional[Mapping[str, Any]] = None,
        timeout: float = 30.0,
    ) -> None:
        self._scorer = scorer
        self._run_id = run_id
        self._version = version
        self._timeout = timeout
        self._topic = prefix + "scores"
        asked = registry if isinstance(registry, Registry) else Registry(registry)
        self._schema_id, self._codec = asked.latest(self._topic + "-value")
        self._producer = kafka().Producer(
            {"enable.idempotence": True, **(properties or {}), "bootstrap.servers": bootstrap}
        )
        found = self._producer.list_topics(self._topic, timeout=timeout).topics[self._topic]
        if found.error is not None:
            raise LookupError(f"there is no topic {self._topic}: {found.error.str()}")
        self._partitions = len(found.partitions)
        self._failures: List[str] = []

    def write(self, group_id: str, index: int, verdict: Verdict, detail: Optional[str] = None) -> None:
        """Writes what the scorer says of one trajectory."""
        self.write_group(group_id, {index: verdict}, None if detail is None else {index: detail})

    def write_group(
        self,
        group_id: str,
        verdicts: "Mapping[int, Verdict] | Sequence[Verdict]",
        details: Optional[Mapping[int, str]] = None,
    ) -> None:
        """Writes what the scorer says of several trajectories of a group, in one record; a sequence begins at index 0."""
        by_index = verdicts if isinstance(verdicts, Mapping) else dict(enumerate(verdicts))
        # A run of an earlier release knows records of one trajectory only.
        whole = "items" in self._codec.fields
        for part in [by_index] if whole else [{index: verdict} for index, verdict in by_index.items()]:
            record = score_record(self._run_id, group_id, self._scorer, part, self._version, details)
            self._send(group_id, record)

    def _send(self, group_id: str, record: Mapping[str, Any]) -> None:
        self._producer.produce(
            self._topic,
            key=group_id.encode("utf-8"),
            value=framed(self._schema_id, self._codec.encode(record)),
            # Chosen here, as librdkafka's own choice depends on a property.
            partition=partition_of(group_id, self._partitions),
            on_delivery=self._delivered,
        )
        self._producer.poll(0)

    def _delivered(self, error: Any, _: Any) -> None:
        if error is not None:
            self._failures.append(error.str())

    def flush(self) -> None:
        """Waits until all is written, or says what was not."""
        left = self._producer.flush(self._timeout)
        if self._failures or left:
            failures, self._failures = self._failures, []
            raise ConnectionError(f"{len(failures) + left} scores were not written: {failures[0] if failures else 'time out'}")

    def __enter__(self) -> "ScoreWriter":
        return self

    def __exit__(self, failure: Any, *_: Any) -> None:
        if failure is None:
            self.flush()
