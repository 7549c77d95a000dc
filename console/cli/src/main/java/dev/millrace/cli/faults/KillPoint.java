package dev.millrace.cli.faults;

import dev.millrace.learner.LearnerListener;
import dev.millrace.schemas.avro.TrainingStep;
import java.util.Locale;

/**
 * Ends the process, as a kill would, when the learner comes to a milestone. A switch for tests: it is armed by the system
 * property {@value #PROPERTY}, which names the milestone, for instance {@code sent}.
 */
public final class KillPoint implements LearnerListener {

    static final String PROPERTY = "millrace.faults.kill";

    /** The code of a process that SIGKILL has ended, as shells tell it. */
    static final int EXIT_CODE = 137;

    private final Milestone where;
    private final LearnerListener next;

    private KillPoint(Milestone where, LearnerListener next) {
        this.where = where;
        this.next = next;
    }

    /**
     * The listener of this process's learner.
     *
     * @param next hears of everything, up to the end
     * @throws IllegalArgumentException if the property names no milestone
     */
    public static LearnerListener ofThisProcess(LearnerListener next) {
        String name = System.getProperty(PROPERTY);
        return name == null ? next : new KillPoint(Milestone.valueOf(name.toUpperCase(Locale.ROOT)), next);
    }

    @Override
    public void reached(Milestone milestone, int version) {
        if (milestone == where) {
            Runtime.getRuntime().halt(EXIT_CODE); // no hook runs, nothing is flushed
        }
        next.reached(milestone, version);
    }

    @Override
    public void rewound(TrainingStep beginning) {
        next.rewound(beginning);
    }

    @Override
    public void committed(TrainingStep step) {
        next.committed(step);
    }
}
