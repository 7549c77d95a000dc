package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.check.Breach;
import dev.millrace.audit.check.CheckResult;
import dev.millrace.cli.audit.LoggedRun.At;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.LogProbMode;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.SamplingTerms;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedInts;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Promise 11: each wrong number that is planted among what was trained is named, and nothing else. */
class RightNumbersTest {

    private static final String CHANGED = LoggedRun.group(2).value() + "#1";

    private final LoggedRun run = LoggedRun.sound();

    @Test
    void shouldPassARunThatSaysHowItWasSampled() {
        assertThat(result().holds()).isTrue();
        assertThat(result().examined()).isEqualTo(21);
        assertThat(result().notes()).isEmpty();
        assertThat(run.audit().holds()).isTrue();
    }

    @Test
    void shouldTakeRecordsOfATimeThatDidNotSayItAtTheContractsWord() {
        change(at -> true, record -> {
            record.setSampling(null);
            record.setImageRuns(List.of());
        });

        assertThat(result().holds()).isTrue();
        assertThat(result().notes()).singleElement().asString().startsWith("21 trained answers do not say");
    }

    @Test
    void shouldNameLogProbabilitiesThatNoLearnerComputesAgain() {
        // At temperature 1 what is raw is what was drawn from, and without filters what is processed is all
        terms(terms -> terms.setLogProbs(LogProbMode.RAW));
        assertThat(result().holds()).isTrue();
        trajectory(record -> record.setTemperature(0.5f));
        requireNamed("its log-probabilities are those at temperature 1, but it was sampled at 0.5");

        trajectory(record -> record.setTemperature(1));
        terms(terms -> terms.setLogProbs(LogProbMode.PROCESSED));
        assertThat(result().holds()).isTrue();
        terms(terms -> terms.setTopK(50));
        requireNamed("its log-probabilities are those of the tokens that filters kept");

        terms(terms -> terms.setLogProbs(LogProbMode.TEMPERED));
        assertThat(result().holds()).isTrue();
        terms(terms -> terms.setLogProbs(LogProbMode.UNKNOWN));
        requireNamed("it does not say of which distribution its log-probabilities are");
    }

    @Test
    void shouldNameWhatWasCutOffOrGreedy() {
        trajectory(record -> record.setFinishReason(FinishReason.ABORT));
        requireNamed("it was cut off (ABORT), and trained as if it had ended");

        trajectory(record -> {
            record.setFinishReason(FinishReason.LENGTH);
            record.setTemperature(0);
        });
        requireNamed("it was sampled at temperature 0.0, which cannot be trained");
    }

    @Test
    void shouldNameAPromptThatWasWrittenOtherwiseThanTheLearnerWrites() {
        terms(terms -> terms.setDigests(new PromptDigests("1".repeat(64), "f".repeat(64), "3".repeat(64))));

        requireNamed("its prompt was written with the chat template " + "f".repeat(64)
                + ", that of the learner at version 2 is " + "2".repeat(64));
    }

    @Test
    void shouldNameAnImageOfAnotherGrid() {
        trajectory(record -> record.setImageRuns(List.of(new ImageSpan(1, 8, 1, 2, 4))));

        assertThat(result().breaches())
                .extracting(Breach::detail)
                .anyMatch(detail -> detail.equals("image " + "a".repeat(64)
                        + " has 8 tokens of a grid of 1x2x4, but 4 tokens of a grid of 1x2x2 in "
                        + LoggedRun.group(0).value() + "#0"));
        assertThat(result().breaches()).extracting(Breach::id).contains(CHANGED);
    }

    @Test
    void shouldNameImagesThatThePromptDoesNotHave() {
        change(
                at -> at.key().equals(LoggedRun.group(2).value()),
                record -> record.setImageRuns(List.of(new ImageSpan(1, 4, 1, 2, 2), new ImageSpan(5, 4, 1, 2, 2))));

        assertThat(result().breaches()).extracting(Breach::id).contains(CHANGED);
        assertThat(result().breaches())
                .extracting(Breach::detail)
                .containsOnly("it names places of 2 images, but its prompt has 1");
    }

    @Test
    void shouldNameOneThatWasAskedOtherwiseThanItsGroup() {
        trajectory(record -> record.setPromptTokens(PackedInts.of(1, 3).bytes()));

        assertThat(result().breaches())
                .extracting(Breach::detail)
                .containsOnly(
                        "its prompt has other tokens or other places of images than others of its group, trained with it");
    }

    private CheckResult result() {
        return run.audit().checks().stream()
                .filter(check -> check.name().equals("right-numbers"))
                .findFirst()
                .orElseThrow();
    }

    private void requireNamed(String detail) {
        assertThat(result().breaches()).containsExactly(new Breach(CHANGED, detail));
    }

    private void trajectory(Consumer<Trajectory.Builder> change) {
        change(at -> at.key().equals(LoggedRun.group(2).value()) && at.value().getIndex() == 1, change);
    }

    private void terms(Consumer<SamplingTerms.Builder> change) {
        trajectory(record -> {
            SamplingTerms.Builder terms = SamplingTerms.newBuilder(Objects.requireNonNull(record.getSampling()));
            change.accept(terms);
            record.setSampling(terms.build());
        });
    }

    private void change(Predicate<At<Trajectory>> which, Consumer<Trajectory.Builder> change) {
        run.trajectories.replaceAll(at -> {
            if (!which.test(at)) {
                return at;
            }
            Trajectory.Builder changed = Trajectory.newBuilder(at.value());
            change.accept(changed);
            return new At<>(at.partition(), at.offset(), at.key(), changed.build());
        });
    }
}
