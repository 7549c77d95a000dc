"""Records of topics. Needs confluent-kafka: pip install './schemas/python[kafka]'."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Mapping, Optional

from .codec import unframed
from .contracts import unpacked
from .registry import Registry

_POLL_SECONDS = 0.2


def kafka() -> Any:
    """The client library, or an error that says how to get it."""
    try:
        import confluent_kafka
    except ImportError as e:
        raise ImportError("topics need confluent-kafka: pip install './schemas/python[kafka]'") from e
    return confluent_kafka


class TopicReader:
    """Reads topics as dictionaries with arrays; for one thread.

    `properties` go to the client, for instance those of TLS and SASL.
    """

    def __init__(
        self,
        bootstrap: str,
        registry: "str | Registry",
        prefix: str = "millrace.",
        properties: Optional[Mapping[str, Any]] = None,
    ) -> None:
        self._prefix = prefix
        self._registry = registry if isinstance(registry, Registry) else Registry(registry)
        self._consumer = kafka().Consumer(
            {
                "group.id": "millrace-python",  # nothing is committed
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                # Workers and the learner publish in transactions, some of which are aborted.
                "isolation.level": "read_committed",
                "enable.partition.eof": True,
                **(properties or {}),
                "bootstrap.servers": bootstrap,
            }
        )

    def read(self, topic: str, follow: bool = False, timeout: float = 30.0) -> Iterator[Dict[str, Any]]:
        """The records of a topic, such as `trajectories`, from its oldest on.

        Ends with what the topic held when it began, or with `follow` never. A record that stands for nothing (a removed
        one) is left out. A broker that says nothing for `timeout` seconds is an error.
        """
        kafka_client = kafka()
        name = self._prefix + topic
        found = self._consumer.list_topics(name, timeout=timeout).topics[name]
        if found.error is not None:
            raise LookupError(f"there is no topic {name}: {found.error.str()}")
        ends = {}
        partitions = []
        for number in found.partitions:
            partition = kafka_client.TopicPartition(name, number)
            low, high = self._consumer.get_watermark_offsets(partition, timeout=timeout)
            if follow or high > low:
                ends[number] = high
                partitions.append(kafka_client.TopicPartition(name, number, low))
        self._consumer.assign(partitions)
        try:
            yield from self._messages(name, ends, follow, timeout)
        finally:
            self._consumer.unassign()

    def _messages(self, name: str, ends: Dict[int, int], follow: bool, timeout: float) -> Iterator[Dict[str, Any]]:
        end_reached = kafka().KafkaError._PARTITION_EOF
        silent = 0.0
        while ends or follow:
            message = self._consumer.poll(_POLL_SECONDS)
            if message is None:
                silent += _POLL_SECONDS
                if silent > timeout and not follow:
                    raise ConnectionError(f"{name}: nothing came for {timeout} s, and its end is not reached")
                continue
            silent = 0.0
            at_end = message.error() is not None and message.error().code() == end_reached
            if message.error() is not None and not at_end:
                raise ConnectionError(f"{name}: {message.error().str()}")
            within = follow or message.offset() < ends.get(message.partition(), -1)
            if not at_end and within and message.value() is not None:
                yield self.decoded(message.value())
            # Markers of transactions take offsets too, so that the last message is not always the one before the end.
            if not follow and (at_end or message.offset() + 1 >= ends.get(message.partition(), 0)):
                ends.pop(message.partition(), None)

    def decoded(self, message: bytes) -> Dict[str, Any]:
        """A message in Confluent's wire format as a dictionary with arrays."""
        schema_id, data = unframed(message)
        name, codec = self._registry.by_id(schema_id)
        return unpacked(name, codec.decode(data))

    def close(self) -> None:
        self._consumer.close()

    def __enter__(self) -> "TopicReader":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
