package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.http.AskAgainException;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.reward.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GuardedScorerTest {

    private static final Sample SAMPLE = Samples.sample("x", null);
    private static final Verdict GOOD = new Verdict.Scored(1);

    @Test
    void shouldMakeAFailureOfAnException() throws Exception {
        assertThat(verdictOf(sample -> {
                    throw new IllegalStateException("no model");
                }))
                .isEqualTo(new Verdict.Failed("scorer test failed: java.lang.IllegalStateException: no model"));
    }

    @Test
    void shouldMakeAFailureOfNaN() throws Exception {
        assertThat(verdictOf(sample -> new Verdict.Scored(Double.NaN)))
                .isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.cause())
                        .contains("a score must be finite, not NaN"));
    }

    @Test
    void shouldAskOnlyOfWhatItJudges() throws Exception {
        // Given a scorer of images that knows nothing of texts
        NamedScorer scorer = new NamedScorer(
                "test",
                Judges.IMAGE,
                (SimpleScorer) sample -> {
                    throw new AssertionError("asked of a text");
                },
                new LoggedImages(EncodedImages.NONE));
        try (GuardedScorer guarded = new GuardedScorer(scorer, patient(2, 1, 0))) {
            // When / Then
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict())
                    .isEqualTo(new Verdict.Abstained("the response is text"));
        }
    }

    @Test
    void shouldInterruptACallThatHangsAndNameTheScorer() throws Exception {
        CountDownLatch forEver = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        SimpleScorer hanging = sample -> {
            try {
                forEver.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return GOOD;
        };
        try (GuardedScorer guarded =
                new GuardedScorer(Samples.named("test", hanging), Samples.limits(Duration.ofMillis(50), 2))) {
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict())
                    .isEqualTo(new Verdict.Failed("scorer test failed: it gave no answer within 50 ms"));
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldStartTheNextCallWhenOneEndsAndNotWaitForTheSlowest() throws Exception {
        // Given one call of ten seconds among calls of one
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ofSeconds(call == 0 ? 10 : 1));
        try (GuardedScorer guarded = guard(sample -> GOOD, patient(2, 1, 0), threads)) {
            // When
            List<Judged> judged = guarded.judge(Collections.nCopies(11, SAMPLE));

            // Then the others have all passed by it
            assertThat(judged).hasSize(11).allMatch(one -> one.verdict().equals(GOOD));
            assertThat(threads.elapsed()).isEqualTo(Duration.ofSeconds(10));
            assertThat(threads.most()).isEqualTo(2);
        }
    }

    @Test
    void shouldGiveVerdictsAsTheyCome() throws Exception {
        // Given
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ofSeconds(call == 0 ? 5 : 1));
        Sample slow = Samples.sample("slow", null);
        Sample quick = Samples.sample("quick", null);
        try (GuardedScorer guarded = guard(sample -> GOOD, patient(2, 1, 0), threads)) {
            guarded.add(slow);
            guarded.add(quick);

            // When / Then
            assertThat(guarded.next(Duration.ofSeconds(9)))
                    .extracting(Judged::sample)
                    .containsExactly(quick);
            assertThat(guarded.hasRoom()).isTrue();
            assertThat(guarded.next(Duration.ofSeconds(2))).isEmpty();
            assertThat(guarded.pending()).isEqualTo(1);
            assertThat(guarded.next(Duration.ofSeconds(9))).singleElement().satisfies(judged -> {
                assertThat(judged.sample()).isSameAs(slow);
                assertThat(judged.latency()).isEqualTo(Duration.ofSeconds(5));
            });
        }
    }

    @Test
    void shouldTryAgainWhatMayPassAfterLongerAndLongerPauses() throws Exception {
        // Given
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ZERO);
        SimpleScorer busy = sample -> {
            if (threads.starts().size() < 4) {
                throw new IOException("503");
            }
            return GOOD;
        };
        try (GuardedScorer guarded = guard(busy, patient(1, 1, 3), threads)) {
            // When / Then
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict()).isEqualTo(GOOD);
            assertThat(threads.starts())
                    .containsExactly(
                            Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(600), Duration.ofMillis(1400));
        }
    }

    @Test
    void shouldWaitAsLongAsTheScorerAsks() throws Exception {
        // Given
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ZERO);
        SimpleScorer limited = sample -> {
            if (threads.starts().size() < 2) {
                throw new AskAgainException("429", Duration.ofSeconds(3));
            }
            return GOOD;
        };
        try (GuardedScorer guarded = guard(limited, patient(1, 1, 1), threads)) {
            // When / Then
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict()).isEqualTo(GOOD);
            assertThat(threads.starts()).containsExactly(Duration.ZERO, Duration.ofSeconds(3));
        }
    }

    @Test
    void shouldBeginNoCallBeforeTheMomentForWhichTheScorerAsks() throws Exception {
        // Given a server that wants a minute of rest, which is more than the time-out of a call
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ZERO);
        SimpleScorer limited = sample -> {
            if (threads.starts().size() < 2) {
                throw new AskAgainException("429", Duration.ofMinutes(1));
            }
            return GOOD;
        };
        try (GuardedScorer guarded = guard(limited, patient(1, 1, 1), threads)) {
            // When
            List<Judged> judged = guarded.judge(Collections.nCopies(3, SAMPLE));

            // Then the call that was refused has failed, and those that wait do not fail with it
            assertThat(judged)
                    .extracting(Judged::verdict)
                    .containsExactly(new Verdict.Failed("scorer test failed: 429"), GOOD, GOOD);
            assertThat(threads.starts()).containsExactly(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(1));
        }
    }

    @Test
    void shouldFailAfterTheLastAttemptAndAtOnceWhereNoAttemptFitsIntoTheTimeOut() throws Exception {
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ZERO);
        try (GuardedScorer guarded = guard(
                sample -> {
                    throw new IOException("503");
                },
                patient(1, 1, 2),
                threads)) {
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict())
                    .isEqualTo(new Verdict.Failed("scorer test failed: after 3 attempts: 503"));
        }
        SimulatedThreads others = new SimulatedThreads(call -> Duration.ZERO);
        try (GuardedScorer guarded = guard(
                sample -> {
                    throw new AskAgainException("429", Duration.ofMinutes(1));
                },
                patient(1, 1, 2),
                others)) {
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict()).isInstanceOf(Verdict.Failed.class);
            assertThat(others.elapsed()).isEqualTo(Duration.ZERO);
        }
    }

    @Test
    void shouldNotTryAgainWhatDoesNotPass() throws Exception {
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ZERO);
        try (GuardedScorer guarded = guard(
                sample -> {
                    throw new IllegalStateException("no model");
                },
                patient(1, 1, 5),
                threads)) {
            guarded.judge(List.of(SAMPLE));

            assertThat(threads.starts()).hasSize(1);
        }
    }

    @Test
    void shouldTryAgainWhereTheStoreOfImagesCannotBeRead() throws Exception {
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ZERO);
        SimpleScorer blind = sample -> {
            if (threads.starts().size() < 2) {
                throw new StoreException("the store does not answer", new IOException("503"));
            }
            return GOOD;
        };
        try (GuardedScorer guarded = guard(blind, patient(1, 1, 1), threads)) {
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict()).isEqualTo(GOOD);
        }
    }

    @Test
    void shouldNotTakeAPauseThatOutlastsTheTimeOutForACallThatHangs() throws Exception {
        // Given a scorer that is busy at first, and is not looked after while its calls pause
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ZERO);
        SimpleScorer busy = sample -> {
            if (threads.starts().size() <= 3) {
                throw new IOException("503");
            }
            return GOOD;
        };
        try (GuardedScorer guarded = guard(busy, patient(1, 1, 5), threads)) {
            for (int call = 0; call < 3; call++) {
                guarded.add(SAMPLE);
                assertThat(guarded.next(Duration.ofMillis(10))).isEmpty();
                threads.await(Duration.ofSeconds(20).toNanos());

                // When its time is over / Then it says what failed, and nothing hangs
                assertThat(guarded.next(Duration.ZERO))
                        .singleElement()
                        .extracting(Judged::verdict)
                        .isEqualTo(new Verdict.Failed("scorer test failed: 503"));
            }
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict()).isEqualTo(GOOD);
        }
    }

    @Test
    void shouldCountAllAttemptsIntoTheTimeOut() throws Exception {
        // Given attempts of twelve seconds, and fifteen for all
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ofSeconds(12));
        try (GuardedScorer guarded = guard(
                sample -> {
                    throw new IOException("503");
                },
                patient(1, 1, 5),
                threads)) {
            // When
            Judged judged = guarded.judge(List.of(SAMPLE)).get(0);

            // Then
            assertThat(judged.verdict())
                    .isEqualTo(new Verdict.Failed("scorer test failed: it gave no answer within 15000 ms"));
            assertThat(judged.latency()).isEqualTo(Duration.ofSeconds(15));
            assertThat(threads.interrupted()).containsExactly(1);
        }
    }

    @Test
    void shouldNotAskWhileTooManyCallsHangAndAskAgainWhenTheyReturn() throws Exception {
        // Given two calls that hang for a minute, whatever is done
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ofSeconds(call < 2 ? 60 : 0));
        try (GuardedScorer guarded = guard(sample -> GOOD, Samples.limits(Duration.ofMillis(250), 2), threads)) {
            guarded.judge(List.of(SAMPLE, SAMPLE));
            assertThat(threads.elapsed()).isEqualTo(Duration.ofMillis(250));

            // When more samples come
            List<Judged> refused = guarded.judge(List.of(SAMPLE, SAMPLE));

            // Then they fail at once, and the scorer does not hear of them
            assertThat(refused).allSatisfy(judged -> assertThat(judged.verdict())
                    .isEqualTo(new Verdict.Failed(
                            "scorer test is not asked: 2 calls hang beyond their time-out of 250 ms")));
            assertThat(threads.elapsed()).isEqualTo(Duration.ofMillis(250));

            // And when the calls have returned, it is asked again
            threads.await(Duration.ofMinutes(2).toNanos());
            threads.await(Duration.ofMinutes(2).toNanos());
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict()).isEqualTo(GOOD);
        }
    }

    @Test
    void shouldGiveSamplesInBatches() throws Exception {
        // Given
        List<Integer> batches = new ArrayList<>();
        Scorer inBatches = scorer(samples -> {
            batches.add(samples.size());
            return Collections.nCopies(samples.size(), GOOD);
        });
        SimulatedThreads threads = new SimulatedThreads(call -> Duration.ofSeconds(1));
        try (GuardedScorer guarded = new GuardedScorer(Samples.named("test", inBatches), patient(2, 3, 0), threads)) {
            // When
            List<Judged> judged = guarded.judge(Collections.nCopies(5, SAMPLE));

            // Then
            assertThat(judged).hasSize(5).allMatch(each -> each.verdict() instanceof Verdict.Scored);
            assertThat(batches).containsExactly(3, 2);
        }
    }

    @Test
    void shouldFailABatchThatIsNotAnsweredWhole() throws Exception {
        for (List<Verdict> laconic : Arrays.asList(List.<Verdict>of(), (List<Verdict>) null)) {
            try (GuardedScorer guarded = new GuardedScorer(
                    Samples.named("test", scorer(samples -> laconic)),
                    patient(1, 1, 0),
                    new SimulatedThreads(call -> Duration.ZERO))) {
                assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict())
                        .isEqualTo(new Verdict.Failed("scorer test failed: it gave no verdict for each of 1 samples"));
            }
        }
    }

    private static Verdict verdictOf(SimpleScorer scorer) throws Exception {
        try (GuardedScorer guarded = guard(scorer, patient(2, 1, 0), new SimulatedThreads(call -> Duration.ZERO))) {
            return guarded.judge(List.of(SAMPLE)).get(0).verdict();
        }
    }

    private static GuardedScorer guard(SimpleScorer scorer, CallLimits limits, CallThreads threads) {
        return new GuardedScorer(Samples.named("test", scorer), limits, threads);
    }

    private static CallLimits patient(int parallelism, int batch, int retries) {
        return new CallLimits(Duration.ofSeconds(15), parallelism, batch, retries, 2);
    }

    private interface SimpleScorer extends SampleScorer {
        @Override
        default String version() {
            return "1";
        }
    }

    private interface Rule {
        List<Verdict> score(List<Sample> samples);
    }

    private static Scorer scorer(Rule rule) {
        return new Scorer() {
            @Override
            public String version() {
                return "1";
            }

            @Override
            public List<Verdict> score(List<Sample> samples) {
                return rule.score(samples);
            }
        };
    }
}
