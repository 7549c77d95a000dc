package dev.millrace.learner.checkpoint;

import dev.millrace.learner.checkpoint.LearnerCheckpoints.Loaded;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.TrainingState;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of a run's checkpoints in an object store, if they are asked for: made while training goes on, and looked at where the
 * folder of checkpoints has not what the log says there should be. The folder comes first, since it costs no network and is there
 * before a step is told; the store is for who has lost it.
 *
 * <p>Belongs to the learner's thread.
 */
public final class CheckpointBackup implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CheckpointBackup.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** At the end of a run, for a large checkpoint and a slow store; who is told to stop has 20 s in all. */
    private static final CheckpointCopies.Patience PATIENCE =
            new CheckpointCopies.Patience(Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofSeconds(8));

    /** No copies. */
    public static final CheckpointBackup NONE = new CheckpointBackup(Optional.empty(), Optional.empty());

    private final Optional<CheckpointArchive> archive;
    private final Optional<CheckpointCopies> copies;

    private CheckpointBackup(Optional<CheckpointArchive> archive, Optional<CheckpointCopies> copies) {
        this.archive = archive;
        this.copies = copies;
    }

    /**
     * Copies into a store.
     *
     * @param store stays its owner's
     * @param folder the folder of checkpoints
     * @param keep newest checkpoints that the store keeps; besides it keeps those that the folder keeps
     */
    public static CheckpointBackup to(
            ObjectStore store, CheckpointObjects objects, Path folder, int keep, Clock clock) {
        return to(() -> new CheckpointArchive(store, objects), folder, keep, PAUSE, clock);
    }

    /**
     * The same, for tests that have no time.
     *
     * @param archives makes an archive for each of two threads
     * @param pause before a copy that failed is tried again
     */
    static CheckpointBackup to(
            Supplier<CheckpointArchive> archives, Path folder, int keep, Duration pause, Clock clock) {
        return new CheckpointBackup(
                Optional.of(archives.get()),
                Optional.of(
                        new CheckpointCopies(archives.get(), new CheckpointStore(folder, keep), keep, pause, clock)));
    }

    /** What stays in the folder, and what stays there until it is copied. */
    CheckpointStore.Staying and(CheckpointStore.Staying others) {
        return all -> {
            Set<Path> staying = new HashSet<>(others.of(all));
            copies.flatMap(CheckpointCopies::underWay).ifPresent(staying::add);
            return staying;
        };
    }

    /** A checkpoint lies in the folder. */
    void saved(Path checkpoint) {
        copies.ifPresent(each -> each.saved(checkpoint));
    }

    /** Step of the newest copy that was made; -1 before the first, empty where none are. */
    public OptionalInt newestStep() {
        return copies.map(each -> OptionalInt.of(each.newest())).orElse(OptionalInt.empty());
    }

    /**
     * The newest checkpoint of the store that is newer than what the folder has, brought into the folder.
     *
     * @param step of the folder's newest that can be used
     * @param isOptional whether there is one in the folder, so that a store which cannot be asked is passed over
     * @param usable whether a checkpoint is of use
     * @param load reads one of the folder
     * @throws StoreException if the store cannot be asked now, and there is nothing else
     */
    Optional<Loaded> newest(
            int step,
            boolean isOptional,
            Predicate<TrainingState> usable,
            CheckpointStore folder,
            Function<Path, Optional<Loaded>> load) {
        if (archive.isEmpty()) {
            return Optional.empty();
        }
        try {
            return newest(archive.get(), state -> state.step() > step && usable.test(state), folder, load);
        } catch (StoreException e) {
            if (!isOptional) {
                throw e;
            }
            log.atWarn()
                    .addKeyValue("step", step)
                    .setCause(e)
                    .log("the store cannot be asked for a newer checkpoint; going on from the folder's");
            return Optional.empty();
        }
    }

    private static Optional<Loaded> newest(
            CheckpointArchive archive,
            Predicate<TrainingState> usable,
            CheckpointStore folder,
            Function<Path, Optional<Loaded>> load) {
        List<StoredCheckpoint> newestFirst;
        try {
            newestFirst = archive.list().stream()
                    .filter(each -> usable.test(each.state()))
                    .sorted(Comparator.comparingLong(
                                    (StoredCheckpoint each) -> each.state().step())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw archive.away(e);
        }
        for (StoredCheckpoint each : newestFirst) {
            Optional<Loaded> restored = restored(archive, each, folder, load);
            if (restored.isPresent()) {
                return restored;
            }
        }
        return Optional.empty();
    }

    private static Optional<Loaded> restored(
            CheckpointArchive archive,
            StoredCheckpoint checkpoint,
            CheckpointStore folder,
            Function<Path, Optional<Loaded>> load) {
        try {
            Path path = archive.restore(checkpoint, folder);
            log.atInfo()
                    .addKeyValue("checkpoint", path)
                    .addKeyValue("store", archive.name())
                    .addKeyValue("bytes", checkpoint.bytes())
                    .log("checkpoint fetched from the store");
            return load.apply(path);
        } catch (CheckpointException e) {
            log.atWarn()
                    .addKeyValue("step", checkpoint.state().step())
                    .addKeyValue("store", archive.name())
                    .setCause(e)
                    .log("a checkpoint of the store cannot be fetched, and is passed over");
            return Optional.empty();
        }
    }

    /**
     * Waits for the last copy.
     *
     * @param stopping whether the learner is to stop, so that there is less time
     * @return whether all is copied
     */
    public boolean finish(BooleanSupplier stopping) {
        return finish(PATIENCE, stopping);
    }

    boolean finish(CheckpointCopies.Patience patience, BooleanSupplier stopping) {
        return copies.map(each -> each.finish(patience, stopping)).orElse(true);
    }

    /** Gives up what is not copied. */
    @Override
    public void close() {
        copies.ifPresent(CheckpointCopies::close);
    }
}
