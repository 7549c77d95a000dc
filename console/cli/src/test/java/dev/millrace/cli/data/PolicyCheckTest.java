package dev.millrace.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.EntryCheck.Refusal;
import dev.millrace.policy.dataset.RowFault;
import dev.millrace.policy.dataset.Task;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.runtime.config.PolicySource;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.log.ImagePublisher;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyCheckTest {

    private static final ModelSource BASE = Policies.find(PolicySource.BASE);
    private static final PromptFormat FORMAT = Policies.format(BASE);

    @Test
    void shouldTakeAnImageOfAnySizeThatTheLogTakes() {
        PolicyCheck check = new PolicyCheck(FORMAT, false, false, Clock.systemUTC());

        assertThat(check.refusal(entry("<image>What digit is shown?", noise(90, 200))))
                .isEmpty();
        assertThat(check.withUnknownWords()).isZero();
    }

    @Test
    void shouldRefuseALargeImageWhereThereIsNoStore() {
        // Given
        EncodedImage large = noise(700, 600);
        assertThat(large.size()).isGreaterThan(ImagePublisher.MAX_IMAGE_BYTES);
        DatasetEntry entry = entry("<image>What digit is shown?", large);

        // When
        Optional<Refusal> without = new PolicyCheck(FORMAT, false, false, Clock.systemUTC()).refusal(entry);
        Optional<Refusal> with = new PolicyCheck(FORMAT, false, true, Clock.systemUTC()).refusal(entry);

        // Then
        assertThat(without).hasValueSatisfying(refusal -> {
            assertThat(refusal.fault()).isEqualTo(RowFault.IMAGE_TOO_LARGE);
            assertThat(refusal.what()).contains(large.size() + " bytes as PNG", "set kafka.store");
        });
        assertThat(with).isEmpty();
    }

    @Test
    void shouldRefuseWhatTheWorkersWould() {
        PolicyCheck check = new PolicyCheck(FORMAT, false, false, Clock.systemUTC());

        assertThat(check.refusal(entry("<image><image>Which?", noise(4, 4), noise(4, 4))))
                .hasValueSatisfying(refusal -> assertThat(refusal.what())
                        .contains("this policy takes one image per prompt, but the problem has 2"));
        assertThat(check.refusal(entry("what ".repeat(500))))
                .hasValueSatisfying(refusal -> assertThat(refusal.what()).contains("500 text tokens"));
        assertThat(check.refusal(entry("x", Map.of("notes", "\"" + "n".repeat(2 << 20) + "\""))))
                .hasValueSatisfying(refusal -> assertThat(refusal.fault()).isEqualTo(RowFault.TOO_LARGE));
    }

    @Test
    void shouldCountPromptsWithWordsThatThePolicyDoesNotKnow() {
        PolicyCheck check = new PolicyCheck(FORMAT, false, false, Clock.systemUTC());

        assertThat(check.refusal(entry("what is the hypotenuse ?"))).isEmpty();

        assertThat(check.withUnknownWords()).isEqualTo(1);
    }

    private static DatasetEntry entry(String problem, EncodedImage... images) {
        return new DatasetEntry(
                "a",
                Task.UNDERSTANDING,
                problem,
                List.of(images),
                Optional.of("1"),
                Optional.empty(),
                Optional.empty());
    }

    private static DatasetEntry entry(String problem, Map<String, String> columns) {
        return new DatasetEntry(
                "a",
                Task.UNDERSTANDING,
                problem,
                List.of(),
                Optional.of("1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                columns);
    }

    private static EncodedImage noise(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        new Random(1).nextBytes(rgb);
        return PngCodec.encode(RgbImage.of(width, height, rgb));
    }
}
