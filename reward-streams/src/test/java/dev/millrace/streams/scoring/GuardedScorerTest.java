package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GuardedScorerTest {

    private static final ScorerConfig PATIENT = Samples.config(Duration.ofSeconds(15), 2);
    private static final ScorerConfig HASTY = Samples.config(Duration.ofMillis(250), 2);
    private static final Sample SAMPLE = Samples.sample("x", null);

    @Test
    void shouldMakeAFailureOfAnException() throws Exception {
        try (GuardedScorer guarded = guard(PATIENT, sample -> {
            throw new IllegalStateException("no model");
        })) {
            Verdict verdict = guarded.judge(List.of(SAMPLE)).get(0).verdict();

            assertThat(verdict)
                    .isEqualTo(new Verdict.Failed("scorer test failed: java.lang.IllegalStateException: no model"));
        }
    }

    @Test
    void shouldMakeAFailureOfNaN() throws Exception {
        try (GuardedScorer guarded = guard(PATIENT, sample -> new Verdict.Scored(Double.NaN))) {
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict())
                    .isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.cause())
                            .contains("a score must be finite, not NaN"));
        }
    }

    @Test
    void shouldNameTheScorerThatHangs() throws Exception {
        CountDownLatch forEver = new CountDownLatch(1);
        try (GuardedScorer guarded = guard(HASTY, sample -> {
            forEver.await();
            return new Verdict.Scored(1);
        })) {
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict())
                    .isEqualTo(new Verdict.Failed("scorer test failed: it gave no answer within 250 ms"));
        }
    }

    @Test
    void shouldNotAskWhileTooManyCallsHangAndAskAgainWhenTheyReturn() throws Exception {
        CountDownLatch healed = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(2);
        AtomicInteger asked = new AtomicInteger();
        Scorer deaf = scorer(sample -> {
            asked.incrementAndGet();
            awaitDeaf(healed);
            returned.countDown();
            return new Verdict.Scored(1);
        });
        try (GuardedScorer guarded = new GuardedScorer(deaf, HASTY)) {
            // Given two calls that hang and cannot be interrupted
            guarded.judge(List.of(SAMPLE, SAMPLE));

            // When more samples come
            List<Judged> refused = guarded.judge(List.of(SAMPLE, SAMPLE));

            // Then they fail at once, and the scorer does not hear of them
            assertThat(refused).allSatisfy(judged -> assertThat(judged.verdict())
                    .isEqualTo(new Verdict.Failed(
                            "scorer test is not asked: 2 calls hang beyond their time-out of 250 ms")));
            assertThat(asked).hasValue(2);

            // And when the calls have returned, it is asked again
            healed.countDown();
            assertThat(returned.await(10, TimeUnit.SECONDS)).isTrue();
            Verdict verdict;
            do {
                verdict = guarded.judge(List.of(SAMPLE)).get(0).verdict();
            } while (verdict instanceof Verdict.Failed);
            assertThat(verdict).isEqualTo(new Verdict.Scored(1));
        }
    }

    @Test
    void shouldGiveSamplesInBatches() throws Exception {
        // Given
        List<Integer> batches = new CopyOnWriteArrayList<>();
        Scorer inBatches = new Scorer() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public int batchSize() {
                return 3;
            }

            @Override
            public Verdict score(Sample sample) {
                return new Verdict.Scored(1);
            }

            @Override
            public List<Verdict> score(List<Sample> samples) {
                batches.add(samples.size());
                return Collections.nCopies(samples.size(), new Verdict.Scored(1));
            }
        };
        try (GuardedScorer guarded = new GuardedScorer(inBatches, PATIENT)) {
            // When
            List<Judged> judged = guarded.judge(Collections.nCopies(5, SAMPLE));

            // Then
            assertThat(guarded.capacity()).isEqualTo(6);
            assertThat(judged).hasSize(5).allMatch(each -> each.verdict() instanceof Verdict.Scored);
            assertThat(batches).containsExactlyInAnyOrder(3, 2);
        }
    }

    @Test
    void shouldFailABatchThatIsNotAnsweredWhole() throws Exception {
        // Given
        Scorer laconic = new Scorer() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public Verdict score(Sample sample) {
                return new Verdict.Scored(1);
            }

            @Override
            public List<Verdict> score(List<Sample> samples) {
                return List.of();
            }
        };
        try (GuardedScorer guarded = new GuardedScorer(laconic, PATIENT)) {
            // When / Then
            assertThat(guarded.judge(List.of(SAMPLE)).get(0).verdict())
                    .isEqualTo(new Verdict.Failed("scorer test failed: it gave no verdict for each of 1 samples"));
        }
    }

    private static void awaitDeaf(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // Deaf to it, which is what the test is about.
                continue;
            }
        }
    }

    private interface Rule {
        Verdict score(Sample sample) throws Exception;
    }

    private static GuardedScorer guard(ScorerConfig config, Rule rule) {
        return new GuardedScorer(scorer(rule), config);
    }

    private static Scorer scorer(Rule rule) {
        return new Scorer() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public Verdict score(Sample sample) throws Exception {
                return rule.score(sample);
            }
        };
    }
}
