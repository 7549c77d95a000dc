package dev.millrace.runtime.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShippedPolicyTest {

    @ParameterizedTest
    @EnumSource(ShippedPolicy.class)
    void shouldBeFoundByItsName(ShippedPolicy policy) {
        assertThat(Policies.describe(Policies.find(policy.label()))).isEqualTo(Policies.describe(policy.files()));
    }

    @Test
    void shouldShipASmallQwen() {
        // When
        PolicyDescription small = Policies.describe(ShippedPolicy.SMALL_QWEN.files());

        // Then
        assertThat(small.family()).isEqualTo("qwen");
        assertThat(small.can(Ability.SEES_ANY_SIZE)).isTrue();
        assertThat(small.can(Ability.DRAWS)).isFalse();
    }

    @Test
    void shouldShipAPolicyThatSeesWhatItChanges() {
        assertThat(Policies.describe(ShippedPolicy.EDITOR.files()).architecture())
                .contains("\"source\":true");
        assertThat(Policies.describe(ShippedPolicy.BASE.files()).architecture()).doesNotContain("source");
    }

    @ParameterizedTest
    @EnumSource(ShippedPolicy.class)
    void shouldHaveSettingsThatThereAre(ShippedPolicy policy) {
        assertThat(MillraceConfig.loader().load(policy.presets(), Optional.empty(), List.of()))
                .isNotNull();
    }

    @Test
    void shouldShipFewerThanTwelveMegabytes() {
        ModelSource files = ShippedPolicy.SMALL_QWEN.files();

        assertThat(files.read("model.safetensors").length).isLessThan(12_000_000);
    }

    @Test
    void shouldNameWhatShipsWhereAPolicyIsMissing() {
        assertThatThrownBy(() -> Policies.find("small-quen"))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "there is no checkpoint folder small-quen; give a folder, or the name of a policy that ships"
                                + " with Millrace: base, editor, small-qwen");
    }
}
