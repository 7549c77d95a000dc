package dev.millrace.learner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.FlakyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints of which a store has copies, under a store that fails, a folder that is lost, and objects that are. */
class CheckpointBackupTest {

    private static final RunId RUN = new RunId("mine");
    private static final CheckpointObjects OBJECTS = CheckpointObjects.of(new Topics("m."), RUN);
    /** So small that files are cut. */
    private static final long PART_BYTES = 5_000;

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final CheckpointCopies.Patience PATIENCE =
            new CheckpointCopies.Patience(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO);
    private static final CheckpointCopies.Patience NO_PATIENCE =
            new CheckpointCopies.Patience(Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ZERO);

    private static TrainablePolicy policy;

    @TempDir
    private Path top;

    private final FlakyStore store = new FlakyStore();
    private CheckpointBackup backup = CheckpointBackup.NONE;

    @BeforeAll
    static void openPolicy() {
        policy = SmallPolicy.trainable(
                new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, Adaptation.FULL, true));
    }

    @AfterAll
    static void closePolicy() {
        policy.close();
    }

    @AfterEach
    void closeBackup() {
        backup.close();
    }

    private Path folder() {
        return top.resolve("checkpoints");
    }

    private LearnerCheckpoints checkpoints() {
        backup.close();
        backup = CheckpointBackup.to(
                () -> new CheckpointArchive(store, OBJECTS, PART_BYTES), folder(), 2, PAUSE, Clock.systemUTC());
        return new LearnerCheckpoints(
                folder(), 2, older -> Set.of(), backup, RUN, new LearnerCheckpoints.Provenance("settings", "base", 5));
    }

    private void save(LearnerCheckpoints checkpoints, int step) {
        checkpoints.save(policy, new LearnerPosition(step, 1000 + step, step * 32L, 0), Lineages.NONE, "digest");
        assertThat(backup.finish(PATIENCE, () -> false)).isTrue();
    }

    private Set<Long> copied() throws IOException {
        Set<Long> steps = new TreeSet<>();
        new CheckpointArchive(store, OBJECTS)
                .list()
                .forEach(each -> steps.add(each.state().step()));
        return steps;
    }

    private static int step(LearnerCheckpoints.Loaded loaded) {
        return loaded.position().step();
    }

    @Test
    void shouldGoOnFromTheStoreWhereTheFolderIsLost() throws IOException {
        LearnerCheckpoints checkpoints = checkpoints();
        save(checkpoints, 10);
        save(checkpoints, 20);
        Map<String, byte[]> saved = contents(folder().resolve("step-000000000020"));
        FolderFiles.delete(folder());

        LearnerCheckpoints.Loaded found =
                checkpoints().newestUpTo(23, Lineages.NONE, 10).orElseThrow();

        assertThat(found.position()).isEqualTo(new LearnerPosition(20, 1020, 640, 0));
        assertThat(contents(found.folder())).containsExactlyInAnyOrderEntriesOf(saved);
        assertThat(new CheckpointStore(folder(), 2).steps()).containsExactly(20L);
        assertThat(store.objects().entrySet())
                .filteredOn(object -> !CheckpointObjects.isIndex(object.getKey()))
                .hasSizeGreaterThan(saved.size())
                .allMatch(object -> object.getValue().length <= PART_BYTES);
    }

    private static Map<String, byte[]> contents(Path checkpoint) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                contents.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    @Test
    void shouldNotAskTheStoreWhereTheFolderHasWhatTheLogHas() {
        save(checkpoints(), 10);
        LearnerCheckpoints checkpoints = checkpoints();
        store.fail(1000);

        assertThat(step(checkpoints.newestUpTo(10, Lineages.NONE, 10).orElseThrow()))
                .isEqualTo(10);
    }

    @Test
    void shouldTakeTheStoresWhereTheFoldersIsOlderOrDamaged() throws IOException {
        LearnerCheckpoints checkpoints = checkpoints();
        save(checkpoints, 10);
        save(checkpoints, 20);
        Files.write(folder().resolve("step-000000000020/model.safetensors"), new byte[3]);

        assertThat(step(checkpoints().newestUpTo(25, Lineages.NONE, 10).orElseThrow()))
                .isEqualTo(20);
    }

    @Test
    void shouldPassOverOneThatIsAheadOfTheLogOrDamagedInTheStore() throws IOException {
        // Given three in the store, of which the newest is ahead, and the one before it is damaged
        LearnerCheckpoints checkpoints = checkpoints();
        save(checkpoints, 10);
        save(checkpoints, 20);
        Set<ObjectKey> before = Set.copyOf(store.objects().keySet());
        Map<ObjectKey, byte[]> older = Map.copyOf(store.objects());
        save(checkpoints, 30);
        older.forEach(store.objects()::putIfAbsent);
        FolderFiles.delete(folder());
        byte[] state20 = only(before, "\"step\" : 20").getValue();
        state20[state20.length / 2]++;

        assertThat(step(checkpoints().newestUpTo(25, Lineages.NONE, 10).orElseThrow()))
                .isEqualTo(10);
    }

    /** The state.json of a step among objects that lie in the store. */
    private Map.Entry<ObjectKey, byte[]> only(Set<ObjectKey> among, String text) {
        List<Map.Entry<ObjectKey, byte[]>> found = store.objects().entrySet().stream()
                .filter(each -> among.contains(each.getKey()))
                .filter(each -> each.getKey().area().equals(OBJECTS.area()))
                .filter(each -> new String(each.getValue(), StandardCharsets.ISO_8859_1).contains(text))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void shouldGiveUpWhatTheFolderGivesUp() throws IOException {
        LearnerCheckpoints checkpoints = checkpoints();
        save(checkpoints, 10);
        save(checkpoints, 20);
        save(checkpoints, 30);

        assertThat(copied()).containsExactly(20L, 30L);
        Set<String> named = new TreeSet<>();
        for (StoredCheckpoint each : new CheckpointArchive(store, OBJECTS).list()) {
            named.addAll(each.objects());
        }
        assertThat(store.objects().keySet())
                .filteredOn(key -> !CheckpointObjects.isIndex(key))
                .extracting(ObjectKey::sha256)
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void shouldGiveUpLaterStepsWhereARunGoesBack() throws IOException {
        LearnerCheckpoints checkpoints = checkpoints();
        save(checkpoints, 10);
        save(checkpoints, 20);

        save(checkpoints, 11);

        assertThat(copied()).containsExactly(10L, 11L);
    }

    @Test
    void shouldKeepTheNewestWhereTheFolderWasLost() throws IOException {
        LearnerCheckpoints checkpoints = checkpoints();
        save(checkpoints, 10);
        FolderFiles.delete(folder());

        save(checkpoints, 20);

        assertThat(copied()).containsExactly(10L, 20L);
    }

    @Test
    void shouldCopyAgainWhatFailed() throws IOException {
        LearnerCheckpoints checkpoints = checkpoints();
        store.fail(5);

        save(checkpoints, 10);

        assertThat(copied()).containsExactly(10L);
        assertThat(checkpoints.newestCopy()).hasValue(10);
    }

    @Test
    void shouldNotKeepTheLearnerFromGoingOnWhileTheStoreIsAway() throws IOException {
        LearnerCheckpoints checkpoints = checkpoints();
        store.fail(1_000_000);

        for (int step = 10; step <= 50; step += 10) {
            checkpoints.save(policy, new LearnerPosition(step, 1000 + step, step * 32L, 0), Lineages.NONE, "digest");
        }

        assertThat(backup.finish(NO_PATIENCE, () -> false)).isFalse();
        assertThat(backup.finish(PATIENCE, () -> true)).isFalse();
        assertThat(checkpoints.newestCopy()).hasValue(-1);
        assertThat(new CheckpointStore(folder(), 2).steps()).contains(40L, 50L);
        store.fail(0);
        assertThat(backup.finish(PATIENCE, () -> false)).isTrue();
        assertThat(copied()).contains(50L);
    }

    @Test
    void shouldGoOnFromTheFolderWhereTheStoreCannotBeAsked() {
        save(checkpoints(), 10);
        LearnerCheckpoints checkpoints = checkpoints();
        store.fail(1000);

        assertThat(step(checkpoints.newestUpTo(13, Lineages.NONE, 10).orElseThrow()))
                .isEqualTo(10);
    }

    @Test
    void shouldNotTakeAStoreThatCannotBeAskedForAnEmptyOne() throws IOException {
        save(checkpoints(), 10);
        FolderFiles.delete(folder());
        LearnerCheckpoints checkpoints = checkpoints();
        store.fail(1);

        assertThatThrownBy(() -> checkpoints.newestUpTo(13, Lineages.NONE, 10))
                .isInstanceOf(StoreException.class)
                .hasMessage("checkpoints of run mine cannot be read from flaky:store: connection reset."
                        + " See that the store can be reached and read")
                .matches(PassingFailure::is);
        assertThat(step(checkpoints.newestUpTo(13, Lineages.NONE, 10).orElseThrow()))
                .isEqualTo(10);
    }
}
