"""Scores the trajectories of a run from outside: python external_scorer.py RUN [BROKER] [REGISTRY] [PREFIX]

Needs confluent-kafka and fastavro. Declared by scorers.length.type=external and reward.weights.length=0.1."""
import io, json, struct, sys, time, urllib.request
import fastavro
from confluent_kafka import Consumer, Producer

run, broker, registry, prefix = sys.argv[1:] + ["127.0.0.1:9092", "http://127.0.0.1:8081", "millrace."][len(sys.argv) - 2 :]
ask = lambda path: json.load(urllib.request.urlopen(registry + path))
latest = ask(f"/subjects/{prefix}scores-value/versions/latest")
scores, schemas = fastavro.parse_schema(json.loads(latest["schema"])), {}
consumer = Consumer({"bootstrap.servers": broker, "group.id": f"{prefix}{run}.scorer.length", "enable.auto.commit": False,
                     "auto.offset.reset": "earliest", "isolation.level": "read_committed"})
producer = Producer({"bootstrap.servers": broker, "partitioner": "murmur2_random"})  # else the score goes to the dead letters
consumer.subscribe([prefix + "trajectories"])
while True:
    batch = [m for m in consumer.consume(64, 1.0) if not m.error()]
    for message in batch:
        schema_id = struct.unpack(">I", message.value()[1:5])[0]
        if schema_id not in schemas:
            schemas[schema_id] = fastavro.parse_schema(json.loads(ask(f"/schemas/ids/{schema_id}")["schema"]))
        answer = fastavro.schemaless_reader(io.BytesIO(message.value()[5:]), schemas[schema_id])
        if answer["run_id"] == run:
            score = {**{key: answer[key] for key in ("run_id", "group_id", "index")}, "scorer": "length", "outcome": "SCORED",
                     "value": 1.0 if len(answer["text"]) <= 200 else 0.0, "scored_at": int(time.time() * 1000)}
            out = io.BytesIO()
            fastavro.schemaless_writer(out, scores, score)
            producer.produce(prefix + "scores", struct.pack(">bI", 0, latest["id"]) + out.getvalue(), answer["group_id"])
    if batch and producer.flush() == 0:  # stored first, committed then: a score may come twice, and the first one counts
        consumer.commit(asynchronous=False)
