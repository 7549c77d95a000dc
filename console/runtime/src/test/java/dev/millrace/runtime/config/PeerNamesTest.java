package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PeerNamesTest {

    private final ConfigLoader<MillraceConfig> loader = MillraceConfig.loader();

    @TestFactory
    Stream<DynamicTest> shouldAnswerEachNameWithOurKeyOrTheReason() {
        return PeerNames.all().stream()
                .map(peer -> DynamicTest.dynamicTest(
                        peer.name(), () -> assertThatThrownBy(() -> loader.load(Optional.empty(), overrides(peer)))
                                .isInstanceOf(ConfigException.class)
                                .hasMessageContaining("unknown key ")
                                .hasMessageContaining(peer.ours()
                                        .map(ours -> "did you mean " + ours + "?")
                                        .orElse(peer.note()))
                                .hasMessageContaining(peer.note())));
    }

    /** As somebody would write it who changes the program and nothing else. */
    private static List<String> overrides(PeerName peer) {
        return List.of("theirs." + peer.name() + "=1");
    }

    @Test
    void shouldNameOnlySettingsThatThereAre() {
        SettingsReference reference = SettingsReference.of(MillraceConfig.defaults());

        assertThat(PeerNames.all()).allSatisfy(peer -> peer.ours()
                .ifPresent(ours -> assertThat(reference.explain(ours).key())
                        .as(peer.name())
                        .isEqualTo(ours)));
    }

    @Test
    void shouldHaveEachNameOnce() {
        Set<String> names = new HashSet<>();
        assertThat(PeerNames.all())
                .allSatisfy(peer ->
                        assertThat(names.add(peer.name())).as(peer.name()).isTrue());
    }

    @Test
    void shouldTakeTheLongestNameThatFits() {
        assertThat(PeerNames.find(KeyPath.of("actor_rollout_ref.model.path"))
                        .orElseThrow()
                        .name())
                .isEqualTo("model.path");
        assertThat(PeerNames.find(KeyPath.of("some.path"))).isEmpty();
    }
}
