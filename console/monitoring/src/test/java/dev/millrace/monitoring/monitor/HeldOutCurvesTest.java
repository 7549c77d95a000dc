package dev.millrace.monitoring.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.HeldOutCount;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeldOutCurvesTest {

    private final HeldOutCurves curves = new HeldOutCurves();

    @Test
    void shouldKeepACurveForEachEvaluator() {
        curves.add(result("b", 0, 0, 0.4));
        curves.add(result("a", 10, 10, 0.5));
        curves.add(result("b", 10, 10, 0.6));
        curves.add(result("b", 20, 20, 0.6));

        List<HeldOutCurve> all = curves.all();

        assertThat(all).extracting(HeldOutCurve::evaluator).containsExactly("a", "b");
        assertThat(all.get(1).first().value()).isEqualTo(0.4);
        assertThat(all.get(1).newest().version()).isEqualTo(20);
        assertThat(all.get(1).best().version()).as("of equal ones the older").isEqualTo(10);
        assertThat(all.get(1).passedOver()).isEqualTo(6);
        assertThat(all.get(1).newest().categories()).isEqualTo(Map.of("understanding/count", 0.25));
    }

    @Test
    void shouldPassOverWhatIsGivenAgain() {
        curves.add(result("a", 0, 0, 0.4));
        curves.add(result("a", 10, 10, 0.5));
        curves.add(result("a", 0, 0, 0.4));
        curves.add(result("a", 10, 10, 0.5));

        assertThat(curves.all().get(0).points()).hasSize(2);
    }

    @Test
    void shouldLeaveOutTheStepsThatTheLearnerHasGoneBackBehind() {
        curves.add(result("a", 10, 10, 0.5));
        curves.add(result("a", 20, 20, 0.9));
        curves.add(result("a", 30, 30, 0.8));

        // The learner goes back to step 15: version 36 is step 20 once more.
        curves.add(result("a", 36, 20, 0.6));

        assertThat(curves.all().get(0).points())
                .extracting(HeldOutPoint::version)
                .containsExactly(10, 36);
        assertThat(curves.all().get(0).best().version()).isEqualTo(36);
    }

    @Test
    void shouldThinOutALongCurveButForItsEndsAndItsBest() {
        for (int step = 0; step < 3 * HeldOutCurves.MOST; step++) {
            curves.add(result("a", step, step, step == 7 ? 0.9 : 0.5));
        }

        HeldOutCurve curve = curves.all().get(0);

        assertThat(curve.points()).hasSizeLessThanOrEqualTo(HeldOutCurves.MOST);
        assertThat(curve.first().version()).isZero();
        assertThat(curve.best().version()).isEqualTo(7);
        assertThat(curve.newest().version()).isEqualTo(3 * HeldOutCurves.MOST - 1);
    }

    @Test
    void shouldTellTheNewestAndTheBestAsFigures() {
        curves.add(result("a", 10, 10, 0.9));
        curves.add(result("a", 20, 20, 0.6));

        assertThat(HeldOutFigures.of(curves.all()))
                .containsEntry("evaluations/a/value", 0.6)
                .containsEntry("evaluations/a/version", 20.0)
                .containsEntry("evaluations/a/best_value", 0.9)
                .containsEntry("evaluations/a/best_version", 10.0)
                .containsEntry("evaluations/a/seconds", 1.5);
        assertThat(HeldOutFigures.shares(curves.all().get(0))).isEqualTo(Map.of("held_out/count/understanding", 0.25));
    }

    @Test
    void shouldStandInALineOfTheScreen() {
        curves.add(result("a", 10, 10, 0.9));
        curves.add(result("a", 20, 20, 0.6));
        curves.add(result("b", 20, 20, 0.3));

        assertThat(HeldOutLines.of(curves.all()))
                .containsExactly(
                        "held out  a 0.600 at version 20   best 0.900 at version 10   █▅",
                        "          b 0.300 at version 20   the best so far   ▃");
        assertThat(HeldOutLines.of(List.of())).isEmpty();
    }

    private static HeldOutResult result(String evaluator, int version, int step, double value) {
        return HeldOutResult.newBuilder()
                .setRunId("run")
                .setEvaluator(evaluator)
                .setTermsSha256("terms")
                .setVersion(version)
                .setStep(step)
                .setWeightsSha256("weights")
                .setValue(value)
                .setCategories(List.of(new HeldOutCount("understanding", "count", 1, 4)))
                .setPassedOver(PackedInts.of(1, 2).bytes())
                .setPublishedAt(Instant.EPOCH)
                .setEvaluatedAt(Instant.EPOCH)
                .setDurationMs(1500)
                .build();
    }
}
