package dev.millrace.learner.checkpoint;

import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.evaluation.BestVersions;
import dev.millrace.schemas.notice.RepeatedFailure;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Older checkpoints that stay for their held-out results.
 *
 * <p>For each evaluator of the run the best few stay among the checkpoints that are there and that it has judged. Evaluators are
 * not weighed against each other: where they disagree, the best of each stays. A checkpoint that may still get a result stays as
 * well, up to {@value #MOST_AWAITING} of them, the newest, so that a slow evaluator finds it, and one that is not running costs no
 * more than these. While results cannot be read, nothing is deleted.
 *
 * <p>Belongs to the learner's thread.
 */
public final class BestCheckpoints implements CheckpointStore.Staying {

    /** Checkpoints that stay because somebody may still judge them. */
    static final int MOST_AWAITING = 8;

    private static final Logger log = LoggerFactory.getLogger(BestCheckpoints.class);

    private final int keepBest;
    private final Supplier<List<HeldOutResult>> results;
    private final BestVersions best = new BestVersions();
    private final Map<String, BestVersions.Judged> told = new HashMap<>();
    private final RepeatedFailure away;

    /**
     * @param keepBest checkpoints kept for each evaluator, at least 1
     * @param results gives the run's held-out results, each once, and waits no longer than a step may be late
     */
    public BestCheckpoints(int keepBest, Supplier<List<HeldOutResult>> results, Clock clock) {
        this.keepBest = keepBest;
        this.results = results;
        this.away = new RepeatedFailure(
                log, "held-out results cannot be read; no checkpoint is deleted until they can", clock);
    }

    @Override
    public Set<Path> of(List<Path> all) {
        try {
            results.get().forEach(best::add);
            away.over();
        } catch (RuntimeException e) {
            if (!PassingFailure.is(e)) {
                throw e;
            }
            away.occurred(e);
            return Set.copyOf(all);
        }
        Map<Integer, Path> versions = versions(all);
        Set<Path> staying = new HashSet<>();
        best.among(versions.keySet(), keepBest).forEach((evaluator, judged) -> {
            judged.forEach(one -> staying.add(path(versions, one.version())));
            tell(evaluator, judged.get(0), path(versions, judged.get(0).version()));
        });
        NavigableSet<Integer> awaiting = new TreeSet<>(best.awaiting(versions.keySet()));
        awaiting.descendingSet().stream().limit(MOST_AWAITING).forEach(version -> staying.add(path(versions, version)));
        return staying;
    }

    private static Path path(Map<Integer, Path> versions, int version) {
        return Objects.requireNonNull(versions.get(version), "only versions with a checkpoint are asked for");
    }

    /** The checkpoints by the version that they hold. A damaged one is nobody's best. */
    private static Map<Integer, Path> versions(List<Path> all) {
        Map<Integer, Path> versions = new TreeMap<>();
        for (Path checkpoint : all) {
            try {
                versions.put(Math.toIntExact(CheckpointStore.state(checkpoint).version()), checkpoint);
            } catch (CheckpointException e) {
                log.atWarn()
                        .addKeyValue("checkpoint", checkpoint)
                        .setCause(e)
                        .log("checkpoint is damaged, and is kept for no result");
            }
        }
        return versions;
    }

    private void tell(String evaluator, BestVersions.Judged first, Path checkpoint) {
        if (!first.equals(told.put(evaluator, first))) {
            log.atInfo()
                    .addKeyValue("evaluator", evaluator)
                    .addKeyValue("version", first.version())
                    .addKeyValue("value", first.value())
                    .addKeyValue("checkpoint", checkpoint)
                    .log("best checkpoint by held-out result");
        }
    }
}
