package dev.millrace.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.cli.evaluate.AccuracyRule;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.schemas.avro.HeldOutCount;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.EvaluatorName;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.testing.OwnTopics;
import dev.millrace.testing.SharedStack;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("slow")
@ExtendWith(SharedStack.class)
@Timeout(60)
class EvaluationFollowerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConnection connection;
    private final FollowedLog log;
    private final List<EvaluationFollower> followers = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore evaluations = new Semaphore(1_000);
    private final NumberPolicy policy = new NumberPolicy(evaluations::acquireUninterruptibly);

    EvaluationFollowerTest(KafkaConnection connection) {
        this.connection = connection;
        this.log = new FollowedLog(connection, new RunNames(OwnTopics.create(connection, 1), new RunId("run")));
    }

    @AfterEach
    void stop() throws InterruptedException {
        evaluations.release(1_000);
        followers.forEach(EvaluationFollower::stop);
        threads.shutdown();
        assertThat(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("every evaluator ends when it is stopped")
                .isTrue();
    }

    @Test
    void shouldPublishWhatAVersionCameTo() throws Exception {
        log.publish(NumberPolicy.update(0, 3));

        Future<?> running = start(follower(1, 1, "3", "4", "3"));
        await().atMost(PATIENCE).until(() -> log.results().size() == 1);

        HeldOutResult result = log.results().get(0);
        assertThat(running).isNotDone();
        assertThat(result.getEvaluator()).isEqualTo("held-out");
        assertThat(result.getVersion()).isZero();
        assertThat(result.getWeightsSha256())
                .isEqualTo(NumberPolicy.update(0, 3).tensors().sha256());
        assertThat(result.getValue()).isEqualTo(2 / 3.0);
        assertThat(result.getCategories()).containsExactly(new HeldOutCount("understanding", "odd", 2, 3));
        assertThat(result.getSamples()).hasSize(3).allSatisfy(sample -> assertThat(sample.getOutputs())
                .containsExactly(Sha256.of("<think> </think> 3".getBytes(StandardCharsets.UTF_8))));
        assertThat(result.getSamples()).extracting("right").containsExactly(1, 0, 1);
    }

    @Test
    void shouldPassOverWhatItIsTooSlowForAndSayWhich() throws Exception {
        evaluations.drainPermits();
        log.publish(NumberPolicy.update(0, 1));
        EvaluationFollower follower = follower(1, 1, "3");
        Future<?> running = start(follower);
        await().atMost(PATIENCE).until(evaluations::hasQueuedThreads);

        // When three versions come while the first is judged
        log.publish(NumberPolicy.update(1, 1));
        log.publish(NumberPolicy.update(2, 2));
        log.publish(NumberPolicy.update(3, 3));
        await().atMost(PATIENCE).until(() -> behind(follower) == 4);
        evaluations.release(1_000);

        // Then it goes on with the newest of them
        await().atMost(PATIENCE).until(() -> log.results().size() == 2);
        assertThat(running).isNotDone();
        assertThat(log.results()).extracting(HeldOutResult::getVersion).containsExactly(0, 3);
        assertThat(PackedInts.view(log.results().get(1).getPassedOver())).isEqualTo(PackedInts.of(1, 2));
        assertThat(log.results().get(1).getValue()).isEqualTo(1);
        assertThat(follower.metrics().figures()).containsEntry("evaluations/held-out/passed_over", 2.0);
    }

    @Test
    void shouldGiveAVersionOneResultHoweverOftenItIsStarted() throws Exception {
        log.publish(NumberPolicy.update(0, 3));
        log.publish(NumberPolicy.update(1, 3));
        EvaluationFollower first = follower(1, 1, "3");
        Future<?> ended = start(first);
        await().atMost(PATIENCE).until(() -> log.results().size() == 1);
        first.stop();
        ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        EvaluationFollower second = follower(1, 1, "3");
        var unused = start(second);
        await().atMost(PATIENCE).until(() -> seen(second) == 1);
        log.publish(NumberPolicy.update(2, 4));

        await().atMost(PATIENCE).until(() -> log.results().size() == 2);
        assertThat(log.results()).extracting(HeldOutResult::getVersion).containsExactly(1, 2);
        assertThat(policy.sampledBy()).containsExactly(1, 2);
    }

    @Test
    void shouldGiveUpAnEvaluationWhenItIsStoppedAndJudgeTheVersionNextTime() throws Exception {
        evaluations.drainPermits();
        log.publish(NumberPolicy.update(0, 3));
        EvaluationFollower first = follower(1, 1, "3");
        Future<?> ended = start(first);
        await().atMost(PATIENCE).until(evaluations::hasQueuedThreads);
        first.stop();
        evaluations.release(1_000);
        ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(log.results()).isEmpty();

        var unused = start(follower(1, 1, "3"));

        await().atMost(PATIENCE).until(() -> log.results().size() == 1);
        assertThat(log.results().get(0).getVersion()).isZero();
    }

    @Test
    void shouldEndWithOneLineWhenAnotherOfItsNameBegins() throws Exception {
        Future<?> first = start(follower(1, 1, "3"));
        log.publish(NumberPolicy.update(0, 3));
        await().atMost(PATIENCE).until(() -> log.results().size() == 1);

        var unused = start(follower(1, 1, "3"));
        await().atMost(PATIENCE).until(() -> {
            log.publish(NumberPolicy.update(log.results().size() + 10, 3));
            return first.isDone();
        });

        assertThatThrownBy(first::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(EvaluatorTakenException.class)
                .hasMessage("another evaluator called held-out judges run run since this one began;"
                        + " let one of them run, or give each its own --name");
    }

    @Test
    void shouldRefuseToDrawOneCurveOfTwoDataSets() throws Exception {
        log.publish(NumberPolicy.update(0, 3));
        EvaluationFollower first = follower(1, 1, "3");
        Future<?> ended = start(first);
        await().atMost(PATIENCE).until(() -> log.results().size() == 1);
        first.stop();
        ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThatThrownBy(() -> follower(1, 1, "4").run())
                .isInstanceOf(EvaluatorTakenException.class)
                .hasMessage(
                        "evaluator held-out of run run has judged other prompts, or by other rules, until version 0;"
                                + " results of both would be one curve. Give the same as before, or another --name");
    }

    @Test
    void shouldGoOnAfterAVersionThatCannotBeServed() throws Exception {
        EvaluationFollower follower = follower(1, 1, "3");
        var unused = start(follower);
        log.publish(NumberPolicy.update(0, -1));
        await().atMost(PATIENCE).until(() -> figure(follower, "refused") == 1);

        log.publish(NumberPolicy.update(1, 3));

        await().atMost(PATIENCE).until(() -> log.results().size() == 1);
        assertThat(log.results().get(0).getVersion()).isEqualTo(1);
    }

    @Test
    void shouldJudgeTheMeanOfTheLastVersions() throws Exception {
        EvaluationFollower follower = follower(2, 2, "3");
        var unused = start(follower);
        log.publish(NumberPolicy.update(0, 2));
        // One that begins later sees the newest version only, and waits for as many as it averages.
        await().atMost(PATIENCE).until(() -> behind(follower) == 1);
        log.publish(NumberPolicy.update(1, 9));
        log.publish(NumberPolicy.update(2, 4));

        await().atMost(PATIENCE).until(() -> log.results().size() == 1);

        assertThat(log.results().get(0).getValue()).isEqualTo(1);
        assertThat(PackedInts.view(log.results().get(0).getAveraged())).isEqualTo(PackedInts.of(0, 2));
    }

    private EvaluationFollower follower(int every, int average, String... answers) {
        List<EvaluationItem> questions = IntStream.range(0, answers.length)
                .mapToObj(i ->
                        new EvaluationItem("question-" + i, "What?", List.of(), answers[i], "odd", Optional.empty()))
                .toList();
        return new EvaluationFollower(
                connection,
                log.names(),
                new FollowConfig(new EvaluatorName("held-out"), every, average, WeightAcceptance.upTo(1 << 20)),
                new Examination(questions, List.of(), new AccuracyRule(), 8, List.of(), FlowSettings.rollouts()),
                () -> policy,
                ResultListener.NONE,
                Clock.systemUTC());
    }

    private Future<?> start(EvaluationFollower follower) {
        followers.add(follower);
        return threads.submit(follower::run);
    }

    private static double behind(EvaluationFollower follower) {
        return figure(follower, "behind");
    }

    /** The version that it has seen, if it has judged all before it began. */
    private static double seen(EvaluationFollower follower) {
        return figure(follower, "version");
    }

    private static double figure(EvaluationFollower follower, String name) {
        return follower.metrics().figures().getOrDefault("evaluations/held-out/" + name, -1.0);
    }
}
