package dev.millrace.replay.exchange;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Says what of an input is passed over: each unknown field once, and groups that came before. Belongs to one thread. */
public final class InputNotes {

    /** Repetitions that are named; the rest are counted. */
    private static final int NAMED = 20;

    private final Consumer<String> warnings;
    private final Set<String> seen = new TreeSet<>();
    private long repetitions;

    /** @param warnings takes a line for each field and repetition */
    public InputNotes(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * A field was passed over.
     *
     * @param field its path without indices, so that one of each trajectory counts once
     * @param where where it stands for the first time
     */
    void unknownField(String field, String where) {
        if (seen.add(field)) {
            warnings.accept(where + ": unknown field " + field + " is passed over, here and wherever it stands");
        }
    }

    /**
     * A group was passed over, as one of its id and run came before.
     *
     * @param where the second
     * @param first where the first stood
     */
    void repetition(String groupId, String where, String first) {
        repetitions++;
        if (repetitions <= NAMED) {
            warnings.accept(where + ": group " + groupId + " came before, at " + first
                    + "; the repetition is passed over" + (repetitions == NAMED ? ", and more are only counted" : ""));
        }
    }

    /** How many groups were passed over because they came before. */
    public long repetitions() {
        return repetitions;
    }

    /** What to add to a line of counts; empty if no group came twice. */
    public String ending() {
        return repetitions == 0 ? "" : "; " + repetitions + " repetitions of groups passed over";
    }
}
