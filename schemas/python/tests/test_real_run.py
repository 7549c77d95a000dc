"""Reads what a run left, where MILLRACE_TEST_RUN names its folder: groups.jsonl, groups.avro, checkpoints/.

With MILLRACE_TEST_BROKER and MILLRACE_TEST_REGISTRY also its topics, and writes scores of a run `python` to them.
"""

import os
import pathlib
import unittest
from typing import Any, Dict, List

import numpy as np

from millrace import Failed, ScoreWriter, TopicReader, load_checkpoint, partition_of, read_groups, single_scores

RUN = os.environ.get("MILLRACE_TEST_RUN")
BROKER = os.environ.get("MILLRACE_TEST_BROKER")
REGISTRY = os.environ.get("MILLRACE_TEST_REGISTRY", "")
try:
    import confluent_kafka
except ImportError:
    confluent_kafka = None
SKIP_TOPICS = "" if BROKER and confluent_kafka else "no broker, or no confluent-kafka"


@unittest.skipUnless(RUN, "MILLRACE_TEST_RUN names no folder of a run")
class FilesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = pathlib.Path(RUN or "")

    def test_lines_and_container_say_the_same(self) -> None:
        lines = list(read_groups(self.folder / "groups.jsonl"))
        records = list(read_groups(self.folder / "groups.avro"))
        self.assertGreater(len(lines), 0)
        self.assertEqual([each.group_id for each in lines], [each.group_id for each in records])
        for line, record in zip(lines, records):
            self.assertEqual((line.run_id, line.group_size), (record.run_id, record.group_size))
            self.assertEqual(line.prompt["text"], record.prompt["text"])
            np.testing.assert_array_equal(line.prompt_tokens, record.prompt_tokens)
            for one, other in zip(line.trajectories, record.trajectories):
                for name in ("index", "text", "scores", "failures", "reward", "advantage", "finish_reason"):
                    self.assertEqual(getattr(one, name), getattr(other, name), name)
                for name in ("tokens", "logprobs", "entropies", "policy_versions", "visual_dependency"):
                    np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
                if one.token_advantages is not None:
                    np.testing.assert_array_equal(one.token_advantages, other.token_advantages)

    def test_arrays_fit_each_other(self) -> None:
        for group in read_groups(self.folder / "groups.avro"):
            trained = [each for each in group.trajectories if each.advantage is not None]
            self.assertAlmostEqual(sum(each.advantage or 0 for each in trained), 0, delta=1e-5 * len(trained) + 1e-9)
            for each in group.trajectories:
                self.assertEqual(each.tokens.dtype, np.int32)
                self.assertEqual(each.logprobs.dtype, np.float32)
                self.assertEqual(len(each.tokens), len(each.logprobs))
                self.assertEqual(len(each.tokens), len(each.policy_versions))
                self.assertTrue(np.isfinite(each.logprobs).all())

    def test_the_checkpoint_is_whole(self) -> None:
        checkpoint = load_checkpoint(os.environ.get("MILLRACE_TEST_CHECKPOINTS") or self.folder / "checkpoints")
        self.assertGreater(checkpoint.state["step"], 0)
        self.assertGreater(len(checkpoint.tensors), 10)
        for name, tensor in checkpoint.tensors.items():
            self.assertTrue(np.isfinite(tensor).all(), name)


@unittest.skipIf(SKIP_TOPICS, SKIP_TOPICS)
class TopicsTest(unittest.TestCase):
    def read(self, topic: str) -> List[Dict[str, Any]]:
        with TopicReader(BROKER or "", REGISTRY) as topics:
            return list(topics.read(topic))

    def test_topics_hold_what_was_exported(self) -> None:
        exported = {
            (group.group_id, each.index): each
            for group in read_groups(pathlib.Path(RUN or "") / "groups.avro")
            for each in group.trajectories
        }
        found = {(each["group_id"], each["index"]): each for each in self.read("trajectories") if each["run_id"] == "demo"}
        self.assertEqual(set(exported), set(found))
        for key, each in exported.items():
            np.testing.assert_array_equal(each.logprobs, found[key]["logprobs"])

    def test_scores_lie_where_java_looks_for_them(self) -> None:
        groups = [f"python/{i % 3}/{i}" for i in range(20)]
        with ScoreWriter(BROKER or "", REGISTRY, scorer="mine", run_id="python") as scores:
            for number, group in enumerate(groups):
                scores.write(group, 0, number / 2, detail="{}")
                scores.write(group, 1, Failed("on purpose"))
        written = [single for each in self.read("scores") if each["run_id"] == "python" for single in single_scores(each)]
        self.assertEqual(len({(each["group_id"], each["index"]) for each in written}), 2 * len(groups))
        consumer = confluent_kafka.Consumer({"bootstrap.servers": BROKER, "group.id": "python-test"})
        partitions = len(consumer.list_topics("millrace.scores").topics["millrace.scores"].partitions)
        consumer.assign([confluent_kafka.TopicPartition("millrace.scores", each, 0) for each in range(partitions)])
        seen = {}
        while len(seen) < len(groups):
            message = consumer.poll(10)
            self.assertIsNotNone(message)
            key = message.key().decode()
            if key.startswith("python/"):
                seen[key] = message.partition()
        consumer.close()
        self.assertEqual(seen, {group: partition_of(group, partitions) for group in groups})


if __name__ == "__main__":
    unittest.main()
