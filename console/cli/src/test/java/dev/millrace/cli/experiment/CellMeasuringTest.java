package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CellMeasuringTest {

    private static final List<EvaluationItem> HELD_OUT = EvaluationItems.of(ScenePrompts.ONE_SIZE.heldOut(7));

    @Test
    void shouldFindThatAPolicyHasNotMovedFromItself() {
        ModelSource base = Policies.find("base");

        CellMeasures measures = Objects.requireNonNull(new CellMeasuring(Set.of(CellMeasure.PRIOR_DRIFT))
                .measure(MillraceConfig.defaults(), base, base, HELD_OUT));

        assertThat(measures.drift()).isEqualTo(new PriorDrift(0, 0, 0));
        assertThat(measures.begun()).isNull();
    }

    @Test
    void shouldTellTheDriftOfWhatIsNamedFromThatOfTheRest() {
        boolean[] seen = {true, false, false};
        float[] begun = {-1, -2, -3};
        float[] trained = {-1, -2 + (float) Math.log(2), -3};

        PriorDrift drift = DriftMeter.between(seen, begun, trained);

        // k3 of a ratio of 2
        double k3 = 2 - 1 - Math.log(2);
        assertThat(drift.seen()).isZero();
        assertThat(drift.other()).isCloseTo(k3 / 2, within(1e-6));
        assertThat(drift.all()).isCloseTo(k3 / 3, within(1e-6));
    }

    @Test
    void shouldMeasureNothingThatWasNotAskedFor() {
        ModelSource nowhere = ModelSource.folder(Path.of("nowhere"));

        assertThat(new CellMeasuring(Set.of()).measure(MillraceConfig.defaults(), nowhere, nowhere, HELD_OUT))
                .isNull();
    }

    @Test
    void shouldRefuseAnAdapter() {
        MillraceConfig lora = MillraceConfig.loader().load(Optional.empty(), List.of("learner.train=lora"));

        assertThatThrownBy(() -> CellRunner.check(lora, Set.of(CellMeasure.GRADIENT_NOISE)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--measure needs a policy whose weights are trained");
        CellRunner.check(lora, Set.of());
    }

    @Test
    void shouldKnowMeasuresByTheirNames() {
        assertThat(CellMeasure.of("gradient-noise")).isEqualTo(CellMeasure.GRADIENT_NOISE);
        assertThatThrownBy(() -> CellMeasure.of("noise"))
                .hasMessage("--measure takes gradient-noise, prior-drift, not noise");
    }
}
