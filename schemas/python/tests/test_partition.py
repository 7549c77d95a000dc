import unittest

from millrace import murmur2, partition_of


class PartitionTest(unittest.TestCase):
    def test_hashes_as_java_does(self) -> None:
        """The values of Kafka's own UtilsTest, as signed numbers."""
        for key, expected in {
            b"21": -973932308,
            b"foobar": -790332482,
            b"a-little-bit-long-string": -985981536,
            b"a-little-bit-longer-string": -1486304829,
            b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
            b"abc": 479470107,
        }.items():
            self.assertEqual(murmur2(key), expected & 0xFFFFFFFF, key)

    def test_partitions_lie_within_the_topic(self) -> None:
        found = {partition_of(f"demo/{i % 3}/{i}", 3) for i in range(100)}
        self.assertEqual(found, {0, 1, 2})
        with self.assertRaises(ValueError):
            partition_of("a", 0)


if __name__ == "__main__":
    unittest.main()
