package dev.millrace.learner.checkpoint;

import dev.millrace.policy.checkpoint.Checkpoint;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.TrainingState;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.provenance.CodeVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of one run. Belongs to the learner's thread. */
public final class LearnerCheckpoints {

    private static final Logger log = LoggerFactory.getLogger(LearnerCheckpoints.class);
    private static final String EXPERIENCE = "experience";
    private static final String SETTLED_GROUPS = "settled_groups";
    private static final String REFUSALS = "refusals";
    private static final String LINEAGE = "lineage";
    private static final String RUN_ID = "run_id";
    private static final String SETTINGS = "settings_sha256";
    private static final String BASE = "base_sha256";
    private static final String CODE = "code_version";
    private static final String WEIGHTS = "weights_sha256";

    private final CheckpointStore store;
    private final Path folder;
    private final CheckpointBackup backup;
    private final RunId run;
    private final Provenance provenance;
    private String hint =
            "Give learner.checkpoint.folder the folder that the run has used, or start a new run under another run.id";

    /**
     * @param folder holds one folder per checkpoint
     * @param keep newest checkpoints kept
     */
    public LearnerCheckpoints(Path folder, int keep, RunId run, Provenance provenance) {
        this(folder, keep, older -> Set.of(), CheckpointBackup.NONE, run, provenance);
    }

    /**
     * Says what becomes of older ones.
     *
     * @param staying says which older checkpoints stay besides the newest
     * @param backup gets a copy of each, and stays its owner's
     */
    public LearnerCheckpoints(
            Path folder,
            int keep,
            CheckpointStore.Staying staying,
            CheckpointBackup backup,
            RunId run,
            Provenance provenance) {
        this.store = new CheckpointStore(folder, keep, backup.and(staying));
        this.folder = folder;
        this.backup = backup;
        this.run = run;
        this.provenance = provenance;
    }

    /**
     * What makes a checkpoint, besides the experience.
     *
     * @param settingsSha256 digest of the settings that results depend on
     * @param baseSha256 digest of the base policy, which is the reference
     * @param seed seed of the run
     */
    public record Provenance(String settingsSha256, String baseSha256, long seed) {}

    /**
     * A checkpoint as it was read.
     *
     * @param checkpoint its files, which are whole
     * @param version of the weights that it holds
     * @param lineage that made them
     * @param weightsSha256 their digest as they were published
     * @param folder where it lies
     */
    public record Loaded(
            Checkpoint checkpoint,
            LearnerPosition position,
            int version,
            int lineage,
            String weightsSha256,
            Path folder) {

        /** Whether the run goes on from its step: it was not abandoned, nor is it a version of that number that never was. */
        boolean isOn(Lineages lineages) {
            return LearnerCheckpoints.isOn(lineages, checkpoint.state());
        }
    }

    private static boolean isOn(Lineages lineages, TrainingState state) {
        int version = Math.toIntExact(state.version());
        return lineages.lineageOf(version) == state.offsets().getOrDefault(LINEAGE, 0L)
                && lineages.stepOf(version) == state.step()
                && !lineages.isAbandoned(version);
    }

    /** What may have made a repetition come out differently, and what to do. */
    public String hint() {
        return hint;
    }

    /**
     * Saves where the learner stands.
     *
     * @param lineages say which version of the weights that is
     * @throws CheckpointException if it cannot be written
     */
    public Path save(TrainablePolicy policy, LearnerPosition position, Lineages lineages, String weightsSha256) {
        int version = lineages.versionAt(position.step());
        Path saved = store.save(
                policy.files(),
                new TrainingState(
                        position.step(),
                        Map.of("run", provenance.seed()),
                        Map.of(
                                EXPERIENCE,
                                position.nextOffset(),
                                SETTLED_GROUPS,
                                position.settledGroups(),
                                REFUSALS,
                                (long) position.refusals(),
                                TrainingState.VERSION,
                                (long) version,
                                LINEAGE,
                                (long) lineages.lineageOf(version)),
                        Map.of(
                                RUN_ID,
                                run.value(),
                                SETTINGS,
                                provenance.settingsSha256(),
                                BASE,
                                provenance.baseSha256(),
                                WEIGHTS,
                                weightsSha256,
                                CODE,
                                CodeVersion.current())));
        backup.saved(saved);
        return saved;
    }

    /** Step of the newest copy that was made; -1 before the first, empty where none are. */
    public OptionalInt newestCopy() {
        return backup.newestStep();
    }

    /**
     * Step of the oldest checkpoint that the learner may go back to; 0 where there is none. Those that are kept for their results
     * only are not meant, or the run could never close its books on what it trained long ago.
     */
    public int oldestStep() {
        return store.newestFew().stream()
                .findFirst()
                .map(checkpoint -> Math.toIntExact(CheckpointStore.step(checkpoint)))
                .orElse(0);
    }

    /**
     * The newest checkpoint that is not ahead of a version, and from which the run goes on. One that is damaged, or of steps
     * that were abandoned, is passed over for an older one. Where the folder has none of that very version, the backup is asked for
     * a newer one, which then lies in the folder too.
     *
     * @param lineages of the run, up to that version
     * @param every steps between checkpoints
     * @throws ResumeException if the folder holds another run's checkpoints, or those of a run that the log has forgotten
     * @throws dev.millrace.schemas.store.StoreException if the folder has none, and the backup cannot be asked now
     */
    public Optional<Loaded> newestUpTo(int version, Lineages lineages, int every) {
        Optional<Loaded> here = newestHere(version, lineages, every);
        int step = here.map(loaded -> loaded.position().step()).orElse(0);
        if (step >= lineages.stepOf(version)) {
            return here;
        }
        return backup.newest(
                        step,
                        here.isPresent(),
                        state -> state.version() <= version && isOn(lineages, state),
                        store,
                        this::load)
                .or(() -> here);
    }

    private Optional<Loaded> newestHere(int version, Lineages lineages, int every) {
        List<Path> newestFirst = new ArrayList<>(store.list());
        Collections.reverse(newestFirst);
        for (Path path : newestFirst) {
            Optional<Loaded> loaded = load(path);
            if (loaded.isEmpty()) {
                continue;
            }
            int found = loaded.get().version();
            if (found <= version && loaded.get().isOn(lineages)) {
                return loaded;
            }
            if (found > version + every) {
                throw new ResumeException("checkpoint " + path + " is at step "
                        + loaded.get().position().step() + ", but the log of run " + run
                        + " has committed no more than step " + lineages.stepOf(version)
                        + ": its topics are others. Use another learner.checkpoint.folder, or another run.id");
            }
            log.atInfo()
                    .addKeyValue("checkpoint", path)
                    .addKeyValue("committed", version)
                    .log(
                            found > version
                                    ? "checkpoint is ahead of the log and passed over"
                                    : "checkpoint is of steps that were abandoned and passed over");
        }
        return Optional.empty();
    }

    private Optional<Loaded> load(Path path) {
        Checkpoint checkpoint;
        try {
            checkpoint = CheckpointStore.load(path);
        } catch (CheckpointException e) {
            log.atWarn().addKeyValue("checkpoint", path).setCause(e).log("checkpoint is damaged and passed over");
            return Optional.empty();
        }
        TrainingState state = checkpoint.state();
        String owner = state.provenance().getOrDefault(RUN_ID, "");
        if (!owner.equals(run.value())) {
            throw new ResumeException("folder " + folder + " holds checkpoints of run '" + owner + "', not of run '"
                    + run + "'; use another learner.checkpoint.folder");
        }
        if (!state.provenance().getOrDefault(BASE, "").equals(provenance.baseSha256())) {
            throw new ResumeException("checkpoint " + path + " was made with another base policy;"
                    + " give policy.checkpoint the one that the run began with");
        }
        if (!state.provenance().getOrDefault(SETTINGS, "").equals(provenance.settingsSha256())) {
            hint = "The settings of the learner have changed since the checkpoint: resume with those it was made with";
        }
        int step = Math.toIntExact(state.step());
        return Optional.of(new Loaded(
                checkpoint,
                new LearnerPosition(
                        step,
                        offset(state, EXPERIENCE, path),
                        offset(state, SETTLED_GROUPS, path),
                        Math.toIntExact(offset(state, REFUSALS, path))),
                Math.toIntExact(state.version()),
                Math.toIntExact(state.offsets().getOrDefault(LINEAGE, 0L)),
                state.provenance().getOrDefault(WEIGHTS, ""),
                path));
    }

    private static long offset(TrainingState state, String name, Path path) {
        Long value = state.offsets().get(name);
        if (value == null) {
            throw new ResumeException("checkpoint " + path + " says nothing of " + name
                    + "; it was not made by a learner. Use another learner.checkpoint.folder");
        }
        return value;
    }
}
