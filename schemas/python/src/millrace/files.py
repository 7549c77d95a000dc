"""Groups that `millrace export` wrote, JSON lines and Avro containers alike."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any, Dict, Iterator, List, Mapping, Optional, Union

import numpy as np
from numpy.typing import NDArray

from .codec import read_container
from .contracts import unpacked
from .scores import single_scores

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class GroupTrajectory:
    """A trajectory with what was said of it. Arrays have one entry for each token, or trained denoising step."""

    index: int
    text: str
    tokens: Ints
    logprobs: Floats
    entropies: Floats
    policy_versions: Ints
    finish_reason: str
    scores: Dict[str, Optional[float]]
    """By scorer; None where it abstained."""
    failures: Dict[str, str]
    """The cause by scorer that failed."""
    visual_dependency: Floats
    visual_inconsistency: Floats
    reward: Optional[float]
    """None, as the two below, where it was dropped."""
    advantage: Optional[float]
    token_advantages: Optional[Floats]


@dataclass(frozen=True)
class Group:
    """All trajectories of one prompt."""

    group_id: str
    run_id: str
    group_size: int
    prompt: Dict[str, Any]
    prompt_tokens: Ints
    trajectories: List[GroupTrajectory]
    experience: Optional[Dict[str, Any]] = None
    """How the group was closed; None where nothing of it is trained."""
    drops: List[Dict[str, Any]] = field(default_factory=list)


def read_groups(path: Union[str, "os.PathLike[str]"]) -> Iterator[Group]:
    """The groups of a file, one after the other: a container if its name ends with `.avro`, else JSON lines."""
    name = os.fspath(path)
    if name.endswith(".avro"):
        for record in read_container(name):
            yield _of_record(record)
        return
    with open(name, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield _of_line(json.loads(line))
            except (ValueError, KeyError, TypeError) as e:
                raise ValueError(f"{name}:{number}: this is no group: {type(e).__name__} {e}") from e


def _floats(values: Any) -> Floats:
    return np.asarray([] if values is None else values, dtype=np.float32)


def _ints(values: Any) -> Ints:
    return np.asarray([] if values is None else values, dtype=np.int32)


def _of_line(group: Mapping[str, Any]) -> Group:
    return Group(
        group_id=group["group_id"],
        run_id=group.get("run_id", ""),
        group_size=group.get("group_size", len(group["trajectories"])),
        prompt=dict(group.get("prompt", {})),
        prompt_tokens=_ints(group.get("prompt_tokens")),
        trajectories=[_of_part(each) for each in group["trajectories"]],
        experience=group.get("experience"),
        drops=list(group.get("drops") or []),
    )


def _of_part(each: Mapping[str, Any]) -> GroupTrajectory:
    told = each.get("score_info") or {}
    credited = each.get("token_advantages")
    return GroupTrajectory(
        index=each["index"],
        text=each.get("text", ""),
        tokens=_ints(each.get("tokens")),
        logprobs=_floats(each.get("logprobs")),
        entropies=_floats(each.get("entropies")),
        policy_versions=_ints(each.get("policy_versions")),
        finish_reason=str(each.get("finish_reason", "unknown")).upper(),
        scores=dict(each.get("scores") or {}),
        failures={
            scorer: info.get("cause") or "" for scorer, info in told.items() if info.get("outcome") == "failed"
        },
        visual_dependency=_floats(each.get("visual_dependency")),
        visual_inconsistency=_floats(each.get("visual_inconsistency")),
        reward=each.get("reward"),
        advantage=each.get("advantage"),
        token_advantages=None if credited is None else _floats(credited),
    )


def _of_record(packed: Mapping[str, Any]) -> Group:
    record = unpacked("LoggedGroup", packed)
    experience = record["experience"]
    credits = {each["index"]: each for each in (experience or {}).get("trajectories", [])}
    first = record["trajectories"][0]["trajectory"] if record["trajectories"] else {"prompt": {}, "prompt_tokens": None}
    return Group(
        group_id=record["group_id"],
        run_id=record["run_id"],
        group_size=record["group_size"],
        prompt=first["prompt"],
        prompt_tokens=_ints(first["prompt_tokens"]),
        trajectories=[_of_logged(each, credits) for each in record["trajectories"]],
        experience=experience,
        drops=record["drops"],
    )


def _of_logged(logged: Mapping[str, Any], credits: Mapping[int, Mapping[str, Any]]) -> GroupTrajectory:
    each = logged["trajectory"]
    credit = credits.get(each["index"])
    scores: Dict[str, Optional[float]] = {}
    failures: Dict[str, str] = {}
    for said in logged["scores"]:
        for score in single_scores(said["score"]) if not said["late"] else []:
            if score["outcome"] == "FAILED":
                failures[score["scorer"]] = score["cause"] or ""
            else:
                scores[score["scorer"]] = score["value"]
    dependency = each["dependency"] or {}
    credited = None if credit is None else credit["token_advantages"]
    if credit is not None and credited is None:
        # Every token has that of its trajectory.
        credited = np.full(credit["length"], credit["advantage"], dtype=np.float32)
    return GroupTrajectory(
        index=each["index"],
        text=each["text"],
        tokens=each["tokens"],
        logprobs=each["logprobs"],
        entropies=each["entropies"],
        policy_versions=each["policy_versions"],
        finish_reason=each["finish_reason"],
        scores=scores,
        failures=failures,
        visual_dependency=_floats(dependency.get("strong")),
        visual_inconsistency=_floats(dependency.get("weak")),
        reward=None if credit is None else credit["reward"],
        advantage=None if credit is None else credit["advantage"],
        token_advantages=credited,
    )
