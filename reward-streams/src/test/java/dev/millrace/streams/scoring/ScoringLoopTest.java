package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.secret.Redaction;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.reward.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ScoringLoopTest {

    private static final Topics TOPICS = new Topics("millrace.");
    private static final RunId RUN = new RunId("demo");
    private static final TopicPartition PARTITION = new TopicPartition(TOPICS.trajectories(), 0);
    private static final CallLimits LIMITS = Samples.limits(Duration.ofSeconds(30), 4);

    private final AvroSerdes serdes =
            new AvroSerdes(new KafkaConnection("nowhere:9092", "mock://scoring-loop", Map.of()));
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<String, Score> producer =
            new MockProducer<>(true, null, new StringSerializer(), serdes.serializer(Score.class));
    private final List<Throwable> deadLetters = new ArrayList<>();

    @BeforeEach
    void subscribe() {
        KafkaConnection connection = new KafkaConnection("nowhere:9092", "mock://scoring-loop", Map.of());
        try (SchemaRegistration registration =
                new SchemaRegistration(connection, new TopicCatalogue(TOPICS, 1, (short) 1), Duration.ofSeconds(1))) {
            registration.registerAll();
        }
        consumer.assign(Set.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @Test
    void shouldScoreWhatItReadsAndThenCommit() {
        read(0, Samples.trajectory(0, "<think>x</think> 3", "3"));
        read(1, Samples.trajectory(1, "<think>x</think> 4", "3"));
        read(2, Samples.trajectory(2, "<think>x</think> 4", null));

        runOnce("accuracy", new AccuracyScorer());

        assertThat(producer.history()).extracting(record -> record.key()).containsOnly("demo/0/0");
        assertThat(scores()).extracting(Score::getIndex).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(scores()).allSatisfy(score -> {
            assertThat(score.getValue()).isEqualTo(Arrays.asList(1.0, 0.0, null).get(score.getIndex()));
            assertThat(score.getOutcome())
                    .isEqualTo(score.getIndex() < 2 ? ScoreOutcome.SCORED : ScoreOutcome.ABSTAINED);
        });
        assertThat(scores().get(0).getScorer()).isEqualTo("accuracy");
        assertThat(scores().get(0).getScoredAt()).isEqualTo(Samples.NOW);
        assertThat(committed()).isEqualTo(3);
    }

    @Test
    void shouldSetAsideWhatCannotBeReadAndGoOn() {
        consumer.addRecord(new ConsumerRecord<>(
                TOPICS.trajectories(), 0, 0, new byte[0], "no avro".getBytes(StandardCharsets.UTF_8)));
        consumer.addRecord(new ConsumerRecord<>(TOPICS.trajectories(), 0, 1, new byte[0], null));
        read(2, Samples.trajectory(-1, "x", null));
        read(3, Samples.trajectory(0, "<think>x</think> 3", "3"));

        runOnce("accuracy", new AccuracyScorer());

        assertThat(deadLetters).hasSize(3);
        assertThat(scores()).hasSize(1);
        assertThat(committed()).isEqualTo(4);
    }

    @Test
    void shouldLeaveToAnotherRunWhatCannotBeReadUnderItsKey() {
        // Given garbage and a tombstone of another run, garbage of nobody, and a readable record of another run
        unreadable(0, "other/0/0", "no avro".getBytes(StandardCharsets.UTF_8));
        unreadable(1, "other/0/0", null);
        unreadable(2, "anybody's", "no avro".getBytes(StandardCharsets.UTF_8));
        unreadable(3, "demo/0/0", new byte[0]);
        read(
                4,
                Trajectory.newBuilder(Samples.trajectory(0, "<think>x</think> 3", "3"))
                        .setRunId("other")
                        .build());
        read(5, Samples.trajectory(0, "<think>x</think> 3", "3"));

        // When
        runOnce("accuracy", new AccuracyScorer());

        // Then
        assertThat(deadLetters).as("of nobody, and of this run").hasSize(2);
        assertThat(scores()).hasSize(1);
        assertThat(committed()).isEqualTo(6);
    }

    @Test
    void shouldGoOnReadingAndCommitNothingBeyondWhatIsStillInHand() {
        // Given a first trajectory whose call does not end while two polls bring more
        CountDownLatch held = new CountDownLatch(1);
        NamedScorer named = Samples.named("slow", new HeldScorer(held));
        read(0, Samples.trajectory(0, "x", null));
        try (GuardedScorer guarded = new GuardedScorer(named, LIMITS)) {
            AtomicReference<Instant> now = new AtomicReference<>(Samples.NOW);
            ScoringLoop loop = loop(named, guarded, Samples.clock(now::get));
            consumer.schedulePollTask(() -> {});
            consumer.schedulePollTask(() -> {
                read(1, Samples.trajectory(1, "x", null));
                read(2, Samples.trajectory(2, "x", null));
            });
            whenScored(2, () -> {
                // Then, once a second has passed and all but the first are stored, its offset is the mark
                now.set(Samples.NOW.plusSeconds(2));
                consumer.schedulePollTask(() -> consumer.schedulePollTask(() -> {
                    assertThat(consumer.committed(Set.of(PARTITION)))
                            .containsEntry(PARTITION, new OffsetAndMetadata(0));
                    held.countDown();
                    stopWhenIdle(loop, guarded);
                }));
            });

            // When
            loop.run();

            // And in the end all is committed
            assertThat(scores()).hasSize(3);
            assertThat(committed()).isEqualTo(3);
        }
    }

    @Test
    void shouldPollOnWhileTheScorerHasEnoughToDo() {
        // Given room for one trajectory, whose call does not end
        CountDownLatch held = new CountDownLatch(1);
        NamedScorer named = Samples.named("slow", new HeldScorer(held));
        read(0, Samples.trajectory(0, "x", null));
        try (GuardedScorer guarded = new GuardedScorer(named, LIMITS)) {
            ScoringLoop loop = loop(named, guarded, Clock.fixed(Samples.NOW, ZoneOffset.UTC), 1);
            consumer.schedulePollTask(() -> {});
            consumer.schedulePollTask(() -> read(1, Samples.trajectory(1, "x", null)));
            consumer.schedulePollTask(() -> consumer.schedulePollTask(() -> {
                // Then polls read nothing, and go on
                assertThat(consumer.paused()).containsExactly(PARTITION);
                assertThat(producer.history()).isEmpty();
                held.countDown();
                whenScored(2, loop::stop);
            }));

            // When
            loop.run();

            // And when the call has ended, the rest is read
            assertThat(scores()).extracting(Score::getIndex).containsExactly(0, 1);
        }
    }

    @Test
    void shouldCommitWhatIsStoredOfPartitionsThatGoToAnother() {
        // Given one trajectory that is scored, and one whose call does not end
        CountDownLatch held = new CountDownLatch(1);
        NamedScorer named = Samples.named("slow", new HeldScorer(held));
        read(0, Samples.trajectory(1, "x", null));
        read(1, Samples.trajectory(0, "x", null));
        try (GuardedScorer guarded = new GuardedScorer(named, LIMITS)) {
            ScoringLoop loop = loop(named, guarded, Clock.fixed(Samples.NOW, ZoneOffset.UTC));
            whenScored(1, () -> {
                assertThat(consumer.committed(Set.of(PARTITION))).isEmpty();

                // When
                loop.onPartitionsRevoked(Set.of(PARTITION));

                // Then
                assertThat(consumer.committed(Set.of(PARTITION))).containsEntry(PARTITION, new OffsetAndMetadata(1));
                held.countDown();
                loop.stop();
            });
            loop.run();
        }
    }

    @Test
    void shouldNotSplitAGroupWhoseRestIsReadAfterAPause() {
        // Given room for four trajectories, one call at a time, which takes long, and a group that comes in two polls
        readGroup(0, "demo/0/0", 3);
        read(3, ofGroup("demo/0/1", 3, 0));
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> {
            read(4, ofGroup("demo/0/1", 3, 1));
            read(5, ofGroup("demo/0/1", 3, 2));
        });

        // When / Then
        assertThat(callsOf(4, 6, loop -> {})).containsExactly(3, 3);
    }

    @Test
    void shouldReadTheRestOfAGroupThoughAsManyWaitAsMay() {
        // Given a group that is larger than what may wait, and comes one by one
        for (int index = 0; index < 8; index++) {
            Trajectory next = ofGroup("demo/0/0", 8, index);
            consumer.schedulePollTask(() -> read(next.getIndex(), next));
        }

        // When / Then
        assertThat(callsOf(2, 8, loop -> {})).containsExactly(8);
    }

    @Test
    void shouldGiveUpTheRestOfAGroupThatDoesNotCome() {
        // Given two of three: one was scored before a restart
        readGroup(1, "demo/0/0", 3);
        consumer.seek(PARTITION, 2);

        // When / Then
        assertThat(callsOf(2, 2, loop -> {})).containsExactly(2);
    }

    @Test
    void shouldScoreOnceWhatWaitsWhileItsPartitionGoesAndComesBack() {
        // Given a call in hand, and a group that waits for its end
        readGroup(0, "demo/0/0", 1);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> readGroup(1, "demo/0/1", 3));

        // When the partition goes and comes back, and the group is read again / Then it is in one call, once
        assertThat(callsOf(
                        16,
                        4,
                        loop -> consumer.schedulePollTask(() -> {
                            loop.onPartitionsRevoked(Set.of(PARTITION));
                            consumer.seek(PARTITION, 1);
                            readGroup(1, "demo/0/1", 3);
                        })))
                .containsExactly(1, 3);
    }

    @Test
    void shouldNotScoreWhatAnEarlierLoopHasLeftWaiting() {
        // Given a trajectory that was read with clients that failed, and is read again
        List<Integer> calls = new ArrayList<>();
        NamedScorer named = Samples.named("counted", new CountingScorer(calls));
        readGroup(0, "demo/0/0", 2);
        try (GuardedScorer guarded = counted(named)) {
            guarded.add(Sample.of(ofGroup("demo/0/0", 2, 0)));
            ScoringLoop loop = loop(named, guarded, Clock.fixed(Samples.NOW, ZoneOffset.UTC));
            stopWhenCalled(loop, calls, 2, 1000);

            // When
            loop.run();

            // Then
            assertThat(calls).containsExactly(2);
        }
    }

    /** Runs a loop until calls have had so many samples, and gives how many each had. */
    private List<Integer> callsOf(int mostPending, int samples, java.util.function.Consumer<ScoringLoop> events) {
        List<Integer> calls = new ArrayList<>();
        NamedScorer named = Samples.named("counted", new CountingScorer(calls));
        try (GuardedScorer guarded = counted(named)) {
            ScoringLoop loop = loop(named, guarded, Clock.fixed(Samples.NOW, ZoneOffset.UTC), mostPending);
            events.accept(loop);
            stopWhenCalled(loop, calls, samples, 1000);
            loop.run();
        }
        return calls;
    }

    private void stopWhenCalled(ScoringLoop loop, List<Integer> calls, int samples, int polls) {
        consumer.schedulePollTask(() -> {
            if (polls == 0 || calls.stream().mapToInt(Integer::intValue).sum() >= samples) {
                loop.stop();
            } else {
                stopWhenCalled(loop, calls, samples, polls - 1);
            }
        });
    }

    /** One call at a time, of eight samples at most, which takes five seconds that nobody waits for. */
    private static GuardedScorer counted(NamedScorer named) {
        return new GuardedScorer(
                named,
                new CallLimits(Duration.ofSeconds(30), 1, 8, 0, 4),
                new SimulatedThreads(call -> Duration.ofSeconds(5)));
    }

    private void readGroup(long offset, String group, int size) {
        for (int index = 0; index < size; index++) {
            read(offset + index, ofGroup(group, size, index));
        }
    }

    private static Trajectory ofGroup(String group, int size, int index) {
        return Trajectory.newBuilder(Samples.trajectory(index, "x", null))
                .setGroupId(group)
                .setGroupSize(size)
                .build();
    }

    private void whenScored(int scores, Runnable then) {
        consumer.schedulePollTask(() -> {
            if (producer.history().size() >= scores) {
                then.run();
            } else {
                whenScored(scores, then);
            }
        });
    }

    private void unreadable(long offset, String key, byte @Nullable [] value) {
        consumer.addRecord(
                new ConsumerRecord<>(TOPICS.trajectories(), 0, offset, key.getBytes(StandardCharsets.UTF_8), value));
    }

    @Test
    void shouldPublishWhatAScorerSaysWhateverItsLength() {
        // When a failure quotes megabytes, and a detail is as long
        Score failed = new ScoreRecords(RUN, Samples.named("accuracy", new AccuracyScorer()), Clock.systemUTC())
                .score(judged(new Verdict.Failed("x".repeat(3 << 20))));
        Score detailed = new ScoreRecords(RUN, Samples.named("accuracy", new AccuracyScorer()), Clock.systemUTC())
                .score(judged(new Verdict.Scored(1, "x".repeat(3 << 20))));

        // Then both fit a record: the cause is cut, the detail is left out and says so
        assertThat(failed.getCause()).hasSize(ScoreRecords.LONGEST_CAUSE);
        assertThat(detailed.getDetail()).isEqualTo("{\"left_out\":\"a detail of 3145728 characters; 65536 are kept\"}");
    }

    @Test
    void shouldPublishNoSecretThatAScorerRepeats() {
        Redaction.add("canary-of-a-judge");

        Score failed = new ScoreRecords(RUN, Samples.named("accuracy", new AccuracyScorer()), Clock.systemUTC())
                .score(judged(new Verdict.Failed("401 for http://judge/?key=canary-of-a-judge")));

        assertThat(failed.getCause()).isEqualTo("401 for http://judge/?key=[hidden]");
    }

    private static Judged judged(Verdict verdict) {
        return new Judged(Sample.of(Samples.trajectory(0, "x", "3")), verdict, Duration.ZERO);
    }

    @Test
    void shouldPassOverOtherRuns() {
        Trajectory other = Trajectory.newBuilder(Samples.trajectory(0, "x", "3"))
                .setRunId("other")
                .build();
        read(0, other);

        runOnce("accuracy", new AccuracyScorer());

        assertThat(scores()).isEmpty();
        assertThat(deadLetters).isEmpty();
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void shouldPublishFailuresWithTheirCause() {
        read(0, Samples.trajectory(0, "x", "3"));

        runOnce("broken", new BrokenScorer());

        assertThat(scores()).singleElement().satisfies(score -> {
            assertThat(score.getOutcome()).isEqualTo(ScoreOutcome.FAILED);
            assertThat(score.getValue()).isNull();
            assertThat(score.getCause()).contains("scorer broken failed").contains("out of order");
        });
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void shouldNotCommitWhatCouldNotBeStored() {
        read(0, Samples.trajectory(0, "x", "3"));
        producer.sendException = new RecordTooLargeException("too large");

        assertThatThrownBy(() -> runOnce("accuracy", new AccuracyScorer()))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("too large");
        assertThat(consumer.committed(Set.of(PARTITION))).isEmpty();
    }

    private void read(long offset, Trajectory trajectory) {
        byte[] value = serdes.serializer(Trajectory.class).serialize(TOPICS.trajectories(), trajectory);
        consumer.addRecord(new ConsumerRecord<>(
                TOPICS.trajectories(), 0, offset, "demo/0/0".getBytes(StandardCharsets.UTF_8), value));
    }

    /** Runs the loop over what there is to read, and stops it when all of it is judged. */
    private void runOnce(String name, Scorer scorer) {
        Clock clock = Clock.fixed(Samples.NOW, ZoneOffset.UTC);
        NamedScorer named = Samples.named(name, scorer);
        try (GuardedScorer guarded = new GuardedScorer(named, LIMITS)) {
            ScoringLoop loop = loop(named, guarded, clock);
            consumer.schedulePollTask(() -> stopWhenIdle(loop, guarded));
            loop.run();
        }
    }

    /** Polls, and polls again while something is in hand. */
    private void stopWhenIdle(ScoringLoop loop, GuardedScorer guarded) {
        consumer.schedulePollTask(() -> {
            if (guarded.pending() == 0) {
                loop.stop();
            } else {
                stopWhenIdle(loop, guarded);
            }
        });
    }

    private ScoringLoop loop(NamedScorer named, GuardedScorer guarded, Clock clock) {
        return loop(named, guarded, clock, 16);
    }

    private ScoringLoop loop(NamedScorer named, GuardedScorer guarded, Clock clock, int mostPending) {
        return new ScoringLoop(
                consumer,
                producer,
                TOPICS.scores(),
                new SampleReader(RUN, serdes.deserializer(Trajectory.class), (record, cause) -> deadLetters.add(cause)),
                guarded,
                mostPending,
                new ScoreRecords(RUN, named, clock),
                new FailureReport(named.name()),
                clock);
    }

    private List<Score> scores() {
        return producer.history().stream().map(record -> record.value()).toList();
    }

    private long committed() {
        return consumer.committed(Set.of(PARTITION)).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static final class BrokenScorer implements SampleScorer {

        @Override
        public String version() {
            return "1";
        }

        @Override
        public Verdict score(Sample sample) {
            throw new IllegalStateException("out of order");
        }
    }

    /** Notes how many samples each call has; a call holds one group. */
    private record CountingScorer(List<Integer> calls) implements Scorer {

        @Override
        public String version() {
            return "1";
        }

        @Override
        public boolean judgesGroups() {
            return true;
        }

        @Override
        public List<Verdict> score(List<Sample> samples) {
            calls.add(samples.size());
            return samples.stream()
                    .map(sample -> (Verdict) new Verdict.Scored(1))
                    .toList();
        }
    }

    /** Judges no first trajectory before it is let. */
    private record HeldScorer(CountDownLatch latch) implements SampleScorer {

        @Override
        public String version() {
            return "1";
        }

        @Override
        public Verdict score(Sample sample) throws InterruptedException {
            if (sample.id().index() == 0) {
                latch.await();
            }
            return new Verdict.Scored(1);
        }
    }
}
