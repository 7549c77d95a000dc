import datetime
import math
import unittest

import numpy as np

from millrace import Abstained, Failed, schema, score_record, single_scores, unpacked
from millrace.codec import Codec, framed, unframed


class ContractsTest(unittest.TestCase):
    def test_schemas_stand_alone(self) -> None:
        for name in ("Prompt", "Trajectory", "Score", "Experience", "Drop", "LoggedGroup", "TrainingStep", "WeightRecord"):
            self.assertEqual(schema(name)["name"], name)
            Codec(schema(name))

    def test_a_score_comes_back(self) -> None:
        codec = Codec(schema("Score"))
        record = score_record("demo", "demo/0/1", "mine", {3: 0.5}, details={3: '{"a":1}'})
        again = codec.decode(codec.encode(record))
        self.assertEqual((again["index"], again["outcome"], again["value"]), (3, "SCORED", 0.5))
        self.assertEqual((again["scorer"], again["detail"]), ("mine", '{"a":1}'))
        self.assertLess(abs(again["scored_at"] - record["scored_at"]), datetime.timedelta(milliseconds=1))

    @unittest.skipUnless("items" in {field["name"] for field in schema("Score")["fields"]}, "scores of one trajectory only")
    def test_a_record_scores_a_whole_group(self) -> None:
        codec = Codec(schema("Score"))
        record = score_record("demo", "demo/0/1", "mine", {0: 1, 2: Abstained("no box"), 1: Failed("down"), 3: None})
        singles = single_scores(codec.decode(codec.encode(record)))
        self.assertEqual([each["index"] for each in singles], [0, 1, 2, 3])
        self.assertEqual([each["outcome"] for each in singles], ["SCORED", "FAILED", "ABSTAINED", "ABSTAINED"])
        self.assertEqual([each["cause"] for each in singles], [None, "down", "no box", None])
        self.assertEqual({each["group_id"] for each in singles}, {"demo/0/1"})
        self.assertEqual({each["scorer"] for each in singles}, {"mine"})

    def test_no_number_is_no_score(self) -> None:
        for value in (math.nan, math.inf):
            with self.assertRaisesRegex(ValueError, "finite"):
                score_record("demo", "demo/0/1", "mine", {0: value})
        with self.assertRaisesRegex(ValueError, "no verdict"):
            score_record("demo", "demo/0/1", "mine", {})

    def test_packed_fields_become_arrays(self) -> None:
        record = unpacked(
            "Trajectory",
            {
                "tokens": np.array([1, 2], "<i4").tobytes(),
                "logprobs": np.array([-0.5, -1], "<f4").tobytes(),
                "text": "a",
                "dependency": {"strong": np.array([2], "<f4").tobytes(), "weak": b""},
                "flow": None,
            },
        )
        self.assertEqual(record["tokens"].dtype, np.int32)
        self.assertEqual(record["tokens"].tolist(), [1, 2])
        self.assertEqual(record["logprobs"].tolist(), [-0.5, -1])
        self.assertEqual(record["dependency"]["strong"].tolist(), [2])
        self.assertEqual(len(record["dependency"]["weak"]), 0)

    def test_messages_are_framed(self) -> None:
        self.assertEqual(unframed(framed(258, b"abc")), (258, b"abc"))
        with self.assertRaisesRegex(ValueError, "wire format"):
            unframed(b"{}")


if __name__ == "__main__":
    unittest.main()
