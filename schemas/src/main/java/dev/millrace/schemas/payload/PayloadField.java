package dev.millrace.schemas.payload;

import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The packed arrays of a trajectory that have an entry for each token or step, in the order in which they are looked at. */
public enum PayloadField {
    TOKENS("tokens", Trajectory::getTokens),
    POLICY_VERSIONS("policy_versions", Trajectory::getPolicyVersions),
    LOGPROBS("logprobs", Trajectory::getLogprobs),
    ENTROPIES("entropies", Trajectory::getEntropies),
    STRONG("dependency.strong", trajectory -> of(trajectory.getDependency(), VisualDependency::getStrong)),
    WEAK("dependency.weak", trajectory -> of(trajectory.getDependency(), VisualDependency::getWeak));

    private final String path;
    private final Function<Trajectory, ByteBuffer> bytes;

    PayloadField(String path, Function<Trajectory, ByteBuffer> bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    /** Its name in the schema, after that of the record it is in. */
    public String path() {
        return path;
    }

    /** Its bytes as they stand in the record; none where it is not there. */
    public ByteBuffer bytes(Trajectory trajectory) {
        return bytes.apply(trajectory);
    }

    private static ByteBuffer of(@Nullable VisualDependency dependency, Function<VisualDependency, ByteBuffer> field) {
        return dependency == null ? ByteBuffer.allocate(0) : field.apply(dependency);
    }
}
