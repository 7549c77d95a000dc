package dev.millrace.learner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.TrainingState;
import dev.millrace.schemas.avro.HeldOutResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestCheckpointsTest {

    @TempDir
    private Path folder;

    private final List<HeldOutResult> results = new ArrayList<>();
    private final Map<Integer, CheckpointStore> stores = new HashMap<>();
    private boolean isAway;
    private int best = 1;

    @Test
    void shouldNeverDeleteTheBestHoweverOldItGets() {
        saved(10, 20, 30);
        judged("a", 10, 0.5);
        judged("a", 20, 0.9);
        judged("a", 30, 0.6);

        saved(40);
        judged("a", 40, 0.7);
        saved(50);
        judged("a", 50, 0.8);
        saved(60);

        assertThat(steps()).containsExactly(20, 50, 60);
    }

    @Test
    void shouldKeepTheBestOfEachEvaluatorWhereTheyDisagree() {
        saved(10, 20, 30);
        judged("harsh", 10, 0.2);
        judged("harsh", 30, 0.1);
        judged("mild", 20, 0.9);
        judged("mild", 30, 0.8);

        saved(40, 50);
        judged("harsh", 50, 0.1);
        judged("mild", 50, 0.1);
        saved(60);

        assertThat(steps()).containsExactly(10, 20, 50, 60);
    }

    @Test
    void shouldKeepSoManyAsAreAskedFor() {
        best = 2;
        saved(10, 20, 30);
        judged("a", 10, 0.9);
        judged("a", 20, 0.8);
        judged("a", 30, 0.7);

        saved(40, 50);
        judged("a", 50, 0.1);
        saved(60);

        assertThat(steps()).containsExactly(10, 20, 50, 60);
    }

    /** A result comes when the evaluator has found the time, and the checkpoint must be there then. */
    @Test
    void shouldKeepWhatMayStillTurnOutToBeTheBest() {
        saved(10, 20, 30, 40);
        assertThat(steps()).containsExactly(10, 20, 30, 40);

        judged("slow", 10, 0.9);
        judged("slow", 30, 0.5);
        saved(50);

        assertThat(steps()).as("20 was passed over, 30 is worse").containsExactly(10, 40, 50);
    }

    @Test
    void shouldNotWaitForAnEvaluatorWithoutEnd() {
        saved(IntStream.rangeClosed(1, 20).map(i -> 10 * i).toArray());

        assertThat(steps()).hasSize(BestCheckpoints.MOST_AWAITING).contains(130, 200);
    }

    @Test
    void shouldDeleteNothingWhileResultsCannotBeRead() {
        isAway = true;
        saved(10, 20, 30, 40);
        judged("a", 10, 0.1);
        judged("a", 40, 0.2);
        assertThat(steps()).containsExactly(10, 20, 30, 40);

        isAway = false;
        saved(50);

        assertThat(steps()).containsExactly(40, 50);
    }

    @Test
    void shouldNotHideWhatIsNoFailureThatPasses() {
        CheckpointStore store = new CheckpointStore(
                folder,
                2,
                new BestCheckpoints(
                        1,
                        () -> {
                            throw new IllegalStateException("a defect");
                        },
                        Clock.systemUTC()));

        assertThatThrownBy(() -> save(store, 10)).hasMessage("a defect");
    }

    @Test
    void shouldLeaveOutADamagedOne() throws Exception {
        saved(10, 20);
        judged("a", 10, 0.9);
        judged("a", 20, 0.1);
        Files.writeString(folder.resolve(name(10)).resolve("state.json"), "{");

        saved(30, 40);

        assertThat(steps()).contains(30, 40).doesNotContain(10);
    }

    private List<HeldOutResult> taken() {
        if (isAway) {
            throw new TimeoutException("nothing came");
        }
        List<HeldOutResult> taken = List.copyOf(results);
        results.clear();
        return taken;
    }

    private void saved(int... steps) {
        CheckpointStore store = stores.computeIfAbsent(
                best,
                most -> new CheckpointStore(folder, 2, new BestCheckpoints(most, this::taken, Clock.systemUTC())));
        for (int step : steps) {
            save(store, step);
        }
    }

    private static void save(CheckpointStore store, int step) {
        FileContents model = FileContents.of("model".getBytes(StandardCharsets.UTF_8));
        store.save(Map.of("model.safetensors", model), new TrainingState(step, Map.of(), Map.of(), Map.of()));
    }

    private static String name(int step) {
        return String.format(Locale.ROOT, "step-%012d", step);
    }

    private List<Integer> steps() {
        return new CheckpointStore(folder, 2)
                .list().stream()
                        .map(path ->
                                Integer.parseInt(path.getFileName().toString().substring("step-".length())))
                        .toList();
    }

    private void judged(String evaluator, int version, double value) {
        results.add(HeldOutResult.newBuilder()
                .setRunId("run")
                .setEvaluator(evaluator)
                .setTermsSha256("terms")
                .setVersion(version)
                .setStep(version)
                .setWeightsSha256("weights")
                .setValue(value)
                .setCategories(List.of())
                .setPublishedAt(Instant.EPOCH)
                .setEvaluatedAt(Instant.EPOCH)
                .setDurationMs(1)
                .build());
    }
}
