import hashlib
import json
import pathlib
import struct
import tempfile
import unittest

import numpy as np

from millrace import load_checkpoint, read_safetensors


def safetensors(header: object, data: bytes) -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


class CheckpointTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def write(self, data: bytes, digest: str = "") -> pathlib.Path:
        step = self.folder / "step-000000000002"
        step.mkdir(exist_ok=True)
        (step / "model.safetensors").write_bytes(data)
        (step / "config.json").write_text('{"layers": 1}')
        state = {"state": {"step": 2}, "digests": {"model.safetensors": digest or hashlib.sha256(data).hexdigest()}}
        (step / "state.json").write_text(json.dumps(state))
        return step

    def test_reads_tensors_and_bfloat16(self) -> None:
        values = np.array([[1.5, -2.0]], "<f4")
        header = {
            "a": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]},
            "b": {"dtype": "BF16", "shape": [2], "data_offsets": [8, 12]},
            "__metadata__": {"format": "pt"},
        }
        self.write(safetensors(header, values.tobytes() + values.view("<u2")[0, 1::2].tobytes()))
        checkpoint = load_checkpoint(self.folder)
        self.assertEqual(checkpoint.tensors["a"].tolist(), [[1.5, -2.0]])
        self.assertEqual(checkpoint.tensors["b"].tolist(), [1.5, -2.0])
        self.assertEqual((checkpoint.config, checkpoint.state), ({"layers": 1}, {"step": 2}))

    def test_names_what_is_wrong(self) -> None:
        for header, length, word in (
            ({"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}, 8, "shape"),
            ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}, 8, "shape"),
            ({"a": {"dtype": "F8", "shape": [8], "data_offsets": [0, 8]}}, 8, "F8"),
        ):
            step = self.write(safetensors(header, bytes(length)))
            with self.assertRaisesRegex(ValueError, word):
                read_safetensors(step / "model.safetensors")
        step = self.write(struct.pack("<Q", 1 << 60))
        with self.assertRaisesRegex(ValueError, "header"):
            read_safetensors(step / "model.safetensors")
        self.write(safetensors({}, b""), digest="0" * 64)
        with self.assertRaisesRegex(ValueError, "SHA-256"):
            load_checkpoint(self.folder)
        with self.assertRaisesRegex(FileNotFoundError, "config.json"):
            load_checkpoint(self.folder / "nothing")


if __name__ == "__main__":
    unittest.main()
