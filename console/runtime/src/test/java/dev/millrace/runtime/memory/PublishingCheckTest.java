package dev.millrace.runtime.memory;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishingCheckTest {

    private static final String SMALL_QWEN = "policy.checkpoint=small-qwen";
    private static final String TIGHT = "learner.weights.max_bytes=1000000";
    private static final ModelSource POLICY = Policies.find("small-qwen");

    private static MillraceConfig settings(String... settings) {
        return MillraceConfig.loader().load(Optional.empty(), List.of(settings));
    }

    @Test
    void shouldRefuseVersionsThatAreTooLargeForTheLog() {
        assertThatThrownBy(() -> PublishingCheck.require(POLICY, settings(SMALL_QWEN, TIGHT)))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching("a version of the weights of .* has 0.0\\d GB, but without an object store"
                        + " learner.weights.max_bytes \\(0.00 GB\\) is the most; set kafka.store.type=folder .*");
    }

    @Test
    void shouldLetThroughWhatGoesIntoAStore(@TempDir Path folder) {
        MillraceConfig stored =
                settings(SMALL_QWEN, TIGHT, "kafka.store.type=folder", "kafka.store.config.path=" + folder);

        assertThatCode(() -> PublishingCheck.require(POLICY, stored)).doesNotThrowAnyException();
    }

    @Test
    void shouldLetThroughAnAdapterThatIsSmallEnough() {
        MillraceConfig adapter = settings(SMALL_QWEN, TIGHT, "learner.train=lora", "learner.lora.rank=1");

        assertThatCode(() -> PublishingCheck.require(POLICY, adapter)).doesNotThrowAnyException();
    }
}
