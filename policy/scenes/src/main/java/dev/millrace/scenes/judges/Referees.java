package dev.millrace.scenes.judges;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.scenes.referee.RefereeWeights;
import java.nio.file.Path;

/** Where the frozen referees lie. */
final class Referees {

    /** Those that come with Millrace. */
    static final String SHIPPED = "shipped";

    private Referees() {}

    /** @throws IllegalArgumentException naming the key, if it says nothing */
    static void require(String referees) {
        if (referees.isBlank()) {
            throw new IllegalArgumentException("referees must be " + SHIPPED + " or a folder, not blank");
        }
    }

    static ModelSource source(String referees) {
        return referees.equals(SHIPPED) ? RefereeWeights.shipped() : ModelSource.folder(Path.of(referees));
    }
}
