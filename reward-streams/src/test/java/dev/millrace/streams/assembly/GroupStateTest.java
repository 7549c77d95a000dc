package dev.millrace.streams.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.streams.reshaping.TokenMeasures;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.Requirement;
import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GroupStateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final PromptFacts PROMPT = new PromptFacts("p", null, 3, OutputKind.TEXT);
    private static final Requirement REQUIRED = require("accuracy", "format");

    @Test
    void shouldComeBackFromItsBytes() {
        GroupState state = with(
                with(with(open(), usable(0)), new HeldScore(0, "accuracy", new Verdict.Scored(0.1 + 0.2), null)),
                new HeldTrajectory.Refused(1, DropReason.NON_FINITE, "NaN"));
        state = with(state, score(2, new Verdict.Failed("broken")));
        state = with(state, new HeldScore(2, "format", new Verdict.Abstained("why"), provenance()));
        GroupStateCodec codec = new GroupStateCodec();

        byte[] bytes = codec.encode(state);

        assertThat(codec.decode(bytes)).isEqualTo(state);
        assertThat(bytes).hasSizeLessThan(300);
        assertThat(codec.decode(codec.encode(open()))).isEqualTo(open());
        assertThatThrownBy(() -> codec.decode(new byte[] {1, 2, 3})).isInstanceOf(RuntimeException.class);
    }

    @Test
    void shouldComeBackFromItsBytesWhenItIsClosed() {
        ClosedGroup group = new ClosedGroup(NOW, IndexSet.of(Set.of(0, 3)), OutputKind.IMAGE);
        ClosedGroupCodec codec = new ClosedGroupCodec();

        assertThat(codec.decode(codec.encode(group))).isEqualTo(group);
    }

    @Test
    void shouldWriteTheWholeScoreOnlyUntilItsTrajectoryComes() {
        GroupState early = with(open(), score(0, new Verdict.Scored(1)));

        assertThat(written(early).scores()).extracting(HeldScore::provenance).doesNotContainNull();
        assertThat(written(with(early, usable(0))).scores())
                .extracting(HeldScore::provenance)
                .containsOnlyNulls();
    }

    @Test
    void shouldSayWhatItWaitsFor() {
        assertThat(open().waitsFor(REQUIRED)).isEqualTo("all trajectories");

        GroupState state = with(with(with(open(), usable(0)), usable(2)), score(0, new Verdict.Scored(1)));

        assertThat(state.waitsFor(REQUIRED)).isEqualTo("1 trajectories, accuracy for [2], format for [0, 2]");
    }

    @Test
    void shouldBeCompleteWhenEachScorerSpokeOfEachUsableTrajectory() {
        GroupState state = with(
                with(with(open(), usable(0)), new HeldTrajectory.Refused(1, DropReason.UNREADABLE, "short")),
                usable(2));
        state = with(with(state, score(0, new Verdict.Scored(1))), score(2, new Verdict.Failed("down")));

        assertThat(state.complete(require("accuracy"))).isTrue();
        assertThat(state.complete(REQUIRED)).isFalse();
    }

    private static GroupState written(GroupState state) {
        GroupStateCodec codec = new GroupStateCodec();
        return codec.decode(codec.encode(state));
    }

    private static GroupState open() {
        return GroupState.open(NOW, Duration.ofSeconds(60));
    }

    private static GroupState with(GroupState state, HeldTrajectory trajectory) {
        return ((Reception.Kept) state.receive(PROMPT, trajectory)).state();
    }

    private static GroupState with(GroupState state, HeldScore score) {
        return state.receive(List.of(score), (each, aside) -> {
            throw new AssertionError(each + " is not kept: " + aside);
        });
    }

    private static HeldTrajectory usable(int index) {
        return new HeldTrajectory.Usable(index, 1, 1L << 40, 7, 3, 4, TokenMeasures.NONE);
    }

    private static HeldScore score(int index, Verdict verdict) {
        return new HeldScore(index, "accuracy", verdict, provenance());
    }

    private static HeldScore.Provenance provenance() {
        return new HeldScore.Provenance("1", null, NOW, 5);
    }

    private static Requirement require(String... scorers) {
        return new Requirement(new TreeSet<>(List.of(scorers)), new TreeSet<>());
    }
}
