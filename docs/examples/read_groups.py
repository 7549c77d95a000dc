"""Reads groups that `./millrace export` wrote, as NumPy arrays.

    python3 read_groups.py groups.jsonl
    python3 read_groups.py groups.avro      # needs Apache's avro package

Prints one line of JSON: what was read, for whoever wants to compare it.
"""

import json
import sys

import numpy as np


def groups_of_jsonl(path):
    """Yields (group_id, trajectories); arrays are written out as JSON numbers."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            group = json.loads(line)
            yield group["group_id"], [
                {
                    "tokens": np.array(each.get("tokens", []), dtype=np.int32),
                    "logprobs": np.array(each.get("logprobs", []), dtype=np.float32),
                    "scores": each["scores"],
                    "advantage": each["advantage"],
                    "token_advantages": np.array(each["token_advantages"] or [], dtype=np.float32),
                }
                for each in group["trajectories"]
            ]


def groups_of_avro(path):
    """Yields the same; arrays are packed, int32 or float32 little-endian, as the schema says field by field."""
    from avro.datafile import DataFileReader
    from avro.io import DatumReader

    with open(path, "rb") as file, DataFileReader(file, DatumReader()) as groups:
        for group in groups:
            experience = group["experience"] or {"trajectories": []}
            credit = {each["index"]: each for each in experience["trajectories"]}
            trajectories = []
            for each in group["trajectories"]:
                record = each["trajectory"]
                own = credit.get(record["index"])
                scores = {
                    said["score"]["scorer"]: said["score"]["value"]
                    for said in each["scores"]
                    if not said["late"] and said["score"]["outcome"] != "FAILED"
                }
                trajectories.append(
                    {
                        "tokens": np.frombuffer(record["tokens"], dtype="<i4"),
                        "logprobs": np.frombuffer(record["logprobs"], dtype="<f4"),
                        "scores": scores,
                        "advantage": own and own["advantage"],
                        "token_advantages": np.frombuffer(own["token_advantages"] if own else b"", dtype="<f4"),
                    }
                )
            yield group["group_id"], trajectories


def main(path):
    read = groups_of_avro if path.endswith(".avro") else groups_of_jsonl
    groups = trajectories = tokens = 0
    logprobs = token_advantages = np.float64(0)
    for _, members in read(path):
        groups += 1
        for each in members:
            trajectories += 1
            tokens += len(each["tokens"])
            logprobs += each["logprobs"].astype(np.float64).sum()
            token_advantages += each["token_advantages"].astype(np.float64).sum()
    print(
        json.dumps(
            {
                "groups": groups,
                "trajectories": trajectories,
                "tokens": tokens,
                "logprobs": float(logprobs),
                "token_advantages": float(token_advantages),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
