package dev.millrace.streams.topology;

import dev.millrace.schemas.provenance.CodeVersion;
import org.jspecify.annotations.Nullable;

/**
 * What makes experiences, besides settings and input.
 *
 * @param codeVersion version of the code
 * @param runSeed seed of the run; null where it is not known
 */
public record Origin(String codeVersion, @Nullable Long runSeed) {

    /** This code, in a run of this seed. */
    public static Origin of(long runSeed) {
        return new Origin(CodeVersion.current(), runSeed);
    }
}
