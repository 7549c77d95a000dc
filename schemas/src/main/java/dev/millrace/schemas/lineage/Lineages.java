package dev.millrace.schemas.lineage;

import dev.millrace.schemas.avro.Rewind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lineages of a run: which step made which version, and which versions were abandoned.
 *
 * <p>Versions grow by one with every announcement, whatever happens. A step goes back with its learner: the lineage that
 * begins there has the weights of an earlier version, its parent, under a new version, and goes on from its step. What lies
 * between the two is abandoned. Without rewinds a version is the step that made it. Immutable.
 */
public final class Lineages {

    /** A run that was never rewound. */
    public static final Lineages NONE = new Lineages(List.of());

    private final List<Rewind> rewinds;
    private final List<Rewind> line;

    private Lineages(List<Rewind> rewinds) {
        this.rewinds = List.copyOf(rewinds);
        this.line = line(rewinds);
    }

    /**
     * Those that a record states.
     *
     * @param rewinds in their order
     * @throws IllegalArgumentException if they contradict each other
     */
    public static Lineages of(List<Rewind> rewinds) {
        Lineages lineages = NONE;
        for (Rewind rewind : rewinds) {
            lineages = lineages.with(rewind);
        }
        return lineages;
    }

    /** Those that a reader has come by, whose log may have lost the first ones; nothing is refused. In their order. */
    public static Lineages asFarAsKnown(List<Rewind> rewinds) {
        return rewinds.isEmpty() ? NONE : new Lineages(rewinds);
    }

    /** These, and one more that begins at a step, when a version was the newest announced. */
    public Lineages after(int step, int newest) {
        return with(new Rewind(current() + 1, newest + 1, step, versionAt(step)));
    }

    private Lineages with(Rewind next) {
        int newest = rewinds.isEmpty() ? 0 : rewinds.get(rewinds.size() - 1).getVersion();
        if (next.getLineage() != current() + 1
                || next.getVersion() <= Math.max(newest, next.getParent())
                || next.getParent() < 0
                || isAbandoned(next.getParent())
                || stepOf(next.getParent()) != next.getStep()) {
            throw new IllegalArgumentException("lineage " + next.getLineage() + " cannot begin at step "
                    + next.getStep() + " with version " + next.getVersion() + " and the weights of version "
                    + next.getParent() + ", after lineage " + current() + " that begins with version " + newest);
        }
        List<Rewind> all = new ArrayList<>(rewinds);
        all.add(next);
        return new Lineages(all);
    }

    /** The rewinds of which the steps that are left go on, in the order of their steps. */
    private static List<Rewind> line(List<Rewind> rewinds) {
        List<Rewind> line = new ArrayList<>();
        for (Rewind rewind : rewinds) {
            line.removeIf(earlier -> earlier.getStep() >= rewind.getStep());
            line.add(rewind);
        }
        return List.copyOf(line);
    }

    /** Where each lineage but the first began, in their order. */
    public List<Rewind> rewinds() {
        return rewinds;
    }

    /** The lineage that goes on; 0 for the first. */
    public int current() {
        return rewinds.isEmpty() ? 0 : rewinds.get(rewinds.size() - 1).getLineage();
    }

    /** The version of the weights after a step, of those steps that are left; of a step to come, the one it will make. */
    public int versionAt(int step) {
        for (int i = line.size() - 1; i >= 0; i--) {
            Rewind begun = line.get(i);
            if (begun.getStep() <= step) {
                return begun.getVersion() + step - begun.getStep();
            }
        }
        return step;
    }

    /** The lineage that made a version. */
    public int lineageOf(int version) {
        Rewind begun = begin(version);
        return begun == null ? 0 : begun.getLineage();
    }

    /** The step that made a version, in whatever lineage. */
    public int stepOf(int version) {
        Rewind begun = begin(version);
        return begun == null ? version : begun.getStep() + version - begun.getVersion();
    }

    /** The version whose weights the step began with that made a version; of the first of a lineage, the one it repeats. */
    public int parentOf(int version) {
        Rewind begun = begin(version);
        return begun != null && begun.getVersion() == version ? begun.getParent() : version - 1;
    }

    /** The smallest step that made one of the versions from one to another. */
    public int oldestStep(int from, int to) {
        int oldest = stepOf(from);
        for (Rewind rewind : rewinds) {
            if (rewind.getVersion() > from && rewind.getVersion() <= to) {
                oldest = Math.min(oldest, rewind.getStep());
            }
        }
        return oldest;
    }

    /** Whether the steps of the run go on without what made this version. */
    public boolean isAbandoned(int version) {
        return rewinds.stream().anyMatch(rewind -> abandons(rewind, version));
    }

    /** Whether a rewind abandoned a version. */
    public static boolean abandons(Rewind rewind, int version) {
        return rewind.getParent() < version && version < rewind.getVersion();
    }

    private @Nullable Rewind begin(int version) {
        for (int i = rewinds.size() - 1; i >= 0; i--) {
            if (rewinds.get(i).getVersion() <= version) {
                return rewinds.get(i);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return rewinds.toString();
    }
}
