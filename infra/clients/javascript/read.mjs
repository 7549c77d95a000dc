// Reads every topic of a run with clients of another language: kafkajs and its registry client, which know nothing of
// Millrace but names of topics and the registry's schemas. Each record must decode; counts and references must add up.
//
//     node read.mjs BOOTSTRAP REGISTRY [PREFIX] [RUN]
//
// Exit code 1, with a line for each thing that is not so.
import { createHash } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';

const [bootstrap, registryUrl, prefix = 'millrace.', run = 'demo'] = process.argv.slice(2);
if (!bootstrap || !registryUrl) {
  console.error('usage: node read.mjs BOOTSTRAP REGISTRY [PREFIX] [RUN]');
  process.exit(2);
}

const DECODED = ['prompts', 'images', 'trajectories', 'scores', 'experience', 'drops', 'scores-late', 'weights',
  'training-steps', 'metrics', 'evaluations'];
const PATIENCE_MS = 120_000;
const LARGEST = 2 ** 53 - 1;

const kafka = new Kafka({ clientId: 'javascript-reader', brokers: [bootstrap], logLevel: logLevel.ERROR });
const registry = new SchemaRegistry({ host: registryUrl });
const problems = [];
const problem = (text) => { if (problems.push(text) <= 20) console.error('not so: ' + text); };
const expect = (holds, text) => { if (!holds) problem(text); };

/** All committed records of the topics, decoded, in the order of their partitions. */
async function readAll(names) {
  const admin = kafka.admin();
  await admin.connect();
  const left = new Map();
  for (const name of names) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(prefix + name)) {
      if (Number(high) > Number(low)) left.set(`${prefix}${name}-${partition}`, Number(high));
    }
  }
  const records = Object.fromEntries(names.map((name) => [name, []]));
  const group = `${prefix}javascript-reader.${process.pid}.${Date.now()}`;
  const consumer = kafka.consumer({ groupId: group, readUncommitted: false });
  await consumer.connect();
  await consumer.subscribe({ topics: names.map((name) => prefix + name), fromBeginning: true });
  const done = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not read to the end within ${PATIENCE_MS / 1000} s: ${[...left.keys()].join(', ')}`)),
      PATIENCE_MS);
    // Offsets of markers of transactions are passed over without a call of ours; what is committed tells.
    consumer.on(consumer.events.COMMIT_OFFSETS, ({ payload }) => {
      for (const { topic, partitions } of payload.topics) {
        for (const { partition, offset } of partitions) {
          if (Number(offset) >= left.get(`${topic}-${partition}`)) left.delete(`${topic}-${partition}`);
        }
      }
      if (left.size === 0) { clearTimeout(timer); resolve(); }
    });
    if (left.size === 0) { clearTimeout(timer); resolve(); }
  });
  await consumer.run({
    autoCommitThreshold: 1,
    eachMessage: async ({ topic, partition, message }) => {
      const name = topic.slice(prefix.length);
      const where = `${topic}-${partition}@${message.offset}`;
      const record = { where, partition, offset: Number(message.offset), key: message.key?.toString() };
      if (message.value === null) {
        record.value = null; // a tombstone: what has this key is gone
      } else if (DECODED.includes(name)) {
        try {
          record.value = await registry.decode(message.value);
        } catch (e) {
          problem(`${where} does not decode: ${e.message}`);
          return;
        }
      } else {
        record.headers = message.headers;
      }
      records[name].push(record);
    },
  });
  try {
    await done;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([group]).catch(() => {}); // it may be gone already
    await admin.disconnect();
  }
  return records;
}

/** Packed little-endian arrays: int32 or float32. */
const ints = (bytes) => new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const floats = (bytes) => new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

/** Every number of a record, with the path to it. */
function* numbers(value, path) {
  if (typeof value === 'number' || typeof value === 'bigint') {
    yield [path, value];
  } else if (value && typeof value === 'object' && !Buffer.isBuffer(value) && !(value instanceof Date)) {
    for (const [key, each] of Object.entries(value)) yield* numbers(each, `${path}.${key}`);
  }
}

/** Without what was taken off again: on a compacted topic the last record of a key counts. */
function standing(records) {
  const last = new Map();
  records.forEach((record) => last.set(record.key, record));
  return [...last.values()].filter(({ value }) => value !== null);
}

function check(records) {
  records.weights = standing(records.weights);
  for (const name of DECODED) {
    for (const { where, value } of records[name]) {
      for (const [path, number] of numbers(value, where)) {
        expect(!Number.isInteger(number) || Math.abs(number) <= LARGEST, `${path} is ${number}, beyond 2^53 - 1`);
      }
    }
  }
  const ours = Object.fromEntries(
    DECODED.map((name) => [name, records[name].filter(({ value }) => value.run_id === run)]));
  for (const name of ['prompts', 'trajectories', 'scores', 'experience', 'weights', 'training-steps', 'metrics']) {
    expect(ours[name].length > 0, `${prefix}${name} holds no record of run ${run}`);
  }

  for (const { where, key, value } of ours.images) {
    const sha256 = createHash('sha256').update(value.data).digest('hex');
    expect(key === value.sha256 && sha256 === value.sha256, `${where} has other bytes than its hash says`);
  }

  const trajectories = new Map();
  const at = new Map();
  const partitions = new Map();
  for (const { where, partition, offset, key, value } of ours.trajectories) {
    expect(key === value.group_id, `${where} has the key ${key}`);
    trajectories.set(`${value.group_id}#${value.index}`, value);
    at.set(`${partition}@${offset}`, value);
    partitions.set(value.group_id, partition);
    const entries = floats(value.logprobs).length;
    expect(entries > 0 && ints(value.policy_versions).length === entries, `${where} has arrays of several lengths`);
    expect(value.image !== null || ints(value.tokens).length === entries, `${where} has arrays of several lengths`);
    expect(floats(value.logprobs).every(Number.isFinite), `${where} has a log-probability that is not finite`);
  }
  for (const { where, partition, value } of ours.scores) {
    for (const { index } of [value, ...value.items]) {
      const about = `${value.group_id}#${index}`;
      expect(trajectories.has(about), `${where} is about ${about}, which is no trajectory`);
    }
    expect(partitions.get(value.group_id) === partition, `${where} is on another partition than its trajectories`);
  }

  const ends = new Map();
  const end = (id, how) => ends.set(id, [...(ends.get(id) ?? []), how]);
  const trainable = new Set();
  for (const { where, value } of ours.experience) {
    for (const each of value.trajectories) {
      const { group_id: group, index } = at.get(`${each.source.partition}@${each.source.offset}`) ?? {};
      expect(group === value.group_id && index === each.index, `${where} refers to another trajectory`);
      trainable.add(`${value.group_id}#${each.index}`);
    }
  }
  for (const { value } of ours['training-steps']) {
    for (const group of value.groups) ints(group.indices).forEach((i) => end(`${group.group_id}#${i}`, 'trained'));
  }
  for (const { value } of ours.drops) {
    ints(value.indices).forEach((i) => end(`${value.group_id}#${i}`, 'dropped'));
  }
  for (const [id, how] of ends) {
    expect(how.length === 1, `${id} has several ends: ${how.join(', ')}`);
    expect(trajectories.has(id), `${id} is ${how[0]} and was never published`);
    expect(how[0] !== 'trained' || trainable.has(id), `${id} is trained and stands in no experience`);
  }

  const steps = ours['training-steps'].map(({ value }) => value.step);
  steps.forEach((step, i) => expect(step === steps[0] + i, `step ${step} follows step ${steps[0] + i - 1}`));
  const chunks = new Map();
  const manifests = [];
  for (const { where, value } of ours.weights) {
    const [body] = Object.values(value.body); // the one branch of the union that is there, under its name
    if (body.data) {
      chunks.set(body.version, [...(chunks.get(body.version) ?? []), body]);
    } else {
      manifests.push({ where, ...body });
    }
  }
  expect(manifests.length > 0, `${prefix}weights announces no version`);
  for (const { where, version, sha256 } of manifests) {
    const pieces = (chunks.get(version) ?? []).sort((one, other) => one.index - other.index);
    const actual = createHash('sha256').update(Buffer.concat(pieces.map(({ data }) => data))).digest('hex');
    expect(actual === sha256, `${where}: the chunks of version ${version} have another digest`);
  }

  const count = (how) => [...ends.values()].filter((each) => each[0] === how).length;
  const pending = trajectories.size - ends.size;
  console.log(`${trajectories.size} trajectories = ${count('trained')} trained + ${pending} pending + `
    + `${count('dropped')} dropped; ${steps.length} steps, ${manifests.length} versions of weights`);
}

const records = await readAll([...DECODED, 'dead-letters']);
for (const [name, all] of Object.entries(records)) console.log(`${String(all.length).padStart(8)}  ${prefix}${name}`);
check(records);
console.log(problems.length === 0 ? 'every record of every topic is read, and all of it adds up' : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
