package dev.millrace.policy.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checkpoints of one run in one folder, each a folder {@code step-N}. A checkpoint is written under a temporary name,
 * synced and then moved, so a folder of that name is always complete; the newest few are kept, and older ones that somebody
 * says are worth it.
 *
 * <p>One writer at a time; reading is safe beside it.
 */
public final class CheckpointStore {

    private static final String PREFIX = "step-";

    private final Path folder;
    private final int kept;
    private final Staying staying;

    /**
     * @param folder created with the first checkpoint
     * @param kept newest checkpoints to keep, at least 2: the last may be ahead of what the run has committed elsewhere
     */
    public CheckpointStore(Path folder, int kept) {
        this(folder, kept, older -> Set.of());
    }

    /** @param staying says which older checkpoints stay besides the newest few */
    public CheckpointStore(Path folder, int kept, Staying staying) {
        if (kept < 2) {
            throw new IllegalArgumentException("at least 2 checkpoints must be kept, but kept is " + kept);
        }
        this.folder = folder;
        this.kept = kept;
        this.staying = staying;
    }

    /** Which older checkpoints are not deleted. */
    @FunctionalInterface
    public interface Staying {

        /**
         * Those that stay.
         *
         * @param all the checkpoints' folders up to the one that was written, oldest first
         */
        Set<Path> of(List<Path> all);
    }

    /**
     * Writes a checkpoint, replacing one of the same step, and deletes those of later steps and those beyond the
     * newest few that need not stay.
     *
     * @param policy the policy's files by name
     * @return its folder
     * @throws CheckpointException if it cannot be written; earlier checkpoints are untouched then
     */
    public Path save(Map<String, FileContents> policy, TrainingState state) {
        Path target = folder.resolve(name(state.step()));
        try {
            FolderFiles.replace(target, CheckpointFiles.of(policy, state));
            deleteOthers(target);
        } catch (IOException e) {
            throw new CheckpointException(target.toString(), "cannot be written: " + e, e);
        }
        return target;
    }

    /**
     * Puts a checkpoint into its place that was saved somewhere else, replacing one of the same step. All others stay, and its files
     * are not looked at: {@link #load} does that.
     *
     * @param files all files by their name
     * @return its folder
     * @throws CheckpointException if it cannot be written, or a file cannot be made
     */
    public Path restore(long step, Map<String, FileContents> files) {
        Path target = folder.resolve(name(step));
        try {
            FolderFiles.replace(target, files);
        } catch (IOException e) {
            throw new CheckpointException(target.toString(), "cannot be written: " + e.getMessage(), e);
        }
        return target;
    }

    /**
     * Deletes what is too old, and what is of later steps: a run that writes an earlier step has gone back, and its former
     * future must not count as the newest.
     */
    private void deleteOthers(Path written) throws IOException {
        List<Path> all = list();
        int present = all.indexOf(written);
        Set<Path> stay = staying.of(all.subList(0, present + 1));
        for (int i = 0; i < all.size(); i++) {
            if (i > present || (i <= present - kept && !stay.contains(all.get(i)))) {
                FolderFiles.delete(all.get(i));
            }
        }
    }

    /** The newest few, which are kept whatever they are worth; oldest first. */
    public List<Path> newestFew() {
        List<Path> all = list();
        return all.subList(Math.max(0, all.size() - kept), all.size());
    }

    /** The checkpoints' folders, oldest first. */
    public List<Path> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().matches(PREFIX + "\\d{12}"))
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new CheckpointException(folder.toString(), "cannot be listed: " + e.getMessage(), e);
        }
    }

    /** The steps whose checkpoints are there. */
    public Set<Long> steps() {
        return list().stream().map(CheckpointStore::step).collect(Collectors.toSet());
    }

    /** The step of a checkpoint's folder. */
    public static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    /** The newest checkpoint's folder. */
    public Optional<Path> newest() {
        List<Path> all = list();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The folder of one step, if it is kept. */
    public Optional<Path> find(long step) {
        Path candidate = folder.resolve(name(step));
        return Files.isDirectory(candidate) ? Optional.of(candidate) : Optional.empty();
    }

    private static String name(long step) {
        return String.format(Locale.ROOT, "%s%012d", PREFIX, step);
    }

    /**
     * What a checkpoint says of itself; its other files are not looked at.
     *
     * @throws CheckpointException if that cannot be read
     */
    public static TrainingState state(Path checkpoint) {
        return CheckpointFiles.state(ModelSource.folder(checkpoint));
    }

    /**
     * Opens a checkpoint and compares its files with their digests.
     *
     * @throws CheckpointException if a file is missing, truncated or changed
     */
    public static Checkpoint load(Path checkpoint) {
        return CheckpointFiles.verified(ModelSource.folder(checkpoint));
    }
}
