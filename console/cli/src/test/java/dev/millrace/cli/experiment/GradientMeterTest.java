package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.cli.experiment.CreditedGroup.CreditedToken;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.text.Tokens;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The noise of gradients of a policy whose log-probability of a token has the gradient of one of its parameters. */
class GradientMeterTest {

    private static final Offset<Double> CLOSE = within(1e-6);
    private static final int PARAMETERS = 8;

    @Test
    void shouldFindNoNoiseWhereBothHalvesSayTheSame() {
        GradientNoise noise = measure(0, group(token(1, 1, true)), group(token(1, 2, true)));

        assertThat(noise.all().variance()).isCloseTo(0, CLOSE);
        assertThat(noise.all().norm()).as("(1 + 2) of 2 tokens").isCloseTo(1.5, CLOSE);
    }

    @Test
    void shouldTellWhatIsUnrelatedFromWhatIsOpposite() {
        assertThat(measure(0, group(token(1, 1, true)), group(token(2, 1, true)))
                        .all()
                        .variance())
                .isCloseTo(1, CLOSE);
        assertThat(measure(0, group(token(1, 1, true)), group(token(1, -0.5, true)))
                        .all()
                        .variance())
                .isCloseTo(2, CLOSE);
    }

    @Test
    void shouldSplitItByWhatTokensName() {
        // Given halves that agree about what is seen, and contradict each other in the rest
        GradientNoise noise =
                measure(0, group(token(1, 1, true), token(2, 2, false)), group(token(1, 1, true), token(2, -1, false)));

        assertThat(noise.seen().variance()).isCloseTo(0, CLOSE);
        assertThat(noise.seen().norm()).isCloseTo(0.5, CLOSE);
        assertThat(noise.other().variance()).isCloseTo(2, CLOSE);
        assertThat(noise.other().norm()).isCloseTo(0.25, CLOSE);
        // cos of (1, 2) and (1, −1)
        assertThat(noise.all().variance()).isCloseTo(1 + 1 / Math.sqrt(10), CLOSE);
    }

    @Test
    void shouldSayNothingOfTokensThatThereAreNot() {
        GradientNoise noise = measure(0, group(token(1, 1, false)), group(token(1, 1, false)));

        assertThat(noise.seen().variance()).isNull();
        assertThat(noise.seen().norm()).isZero();
        assertThat(noise.other().variance()).isCloseTo(0, CLOSE);
    }

    @Test
    void shouldCountThePerceptionTerm() {
        // Given advantages that contradict each other, and a term that moves all tokens alike
        GradientNoise noise = measure(0.5, group(token(1, 0.25, true)), group(token(1, -0.25, true)));

        assertThat(noise.all().variance()).isCloseTo(0, CLOSE);
        assertThat(noise.all().norm()).isCloseTo((0.75 + 0.25) / 2, CLOSE);
    }

    @Test
    void shouldAverageBatches() {
        GradientNoise first = measure(0, group(token(1, 1, true)), group(token(2, 1, true)));
        GradientNoise second = measure(0, group(token(1, 1, true)), group(token(1, 1, true)));

        GradientNoise mean = GradientNoise.mean(List.of(first, second));

        assertThat(mean.all().variance()).isCloseTo(0.5, CLOSE);
        assertThat(mean.other().variance()).isNull();
    }

    private static GradientNoise measure(double perception, CreditedGroup... groups) {
        return new GradientMeter(new Linear(perception > 0).policy(), 1, perception).measure(List.of(groups));
    }

    /** A token whose log-probability has the gradient of one parameter. */
    private record Credited(int parameter, CreditedToken credit) {}

    private static Credited token(int parameter, double advantage, boolean seen) {
        return new Credited(parameter, new CreditedToken(advantage, seen));
    }

    private static CreditedGroup group(Credited... tokens) {
        int[] ids = new int[tokens.length];
        List<CreditedToken> credits = new ArrayList<>();
        for (int t = 0; t < ids.length; t++) {
            ids[t] = tokens[t].parameter();
            credits.add(tokens[t].credit());
        }
        PolicyInput prompt = new PolicyInput(Tokens.of(0), List.of(), List.of());
        return new CreditedGroup(new AnswerBatch.Group(prompt, Optional.empty(), List.of(Tokens.of(ids))), credits);
    }

    /** Gathers gradients as a policy does; of its methods only these are called. */
    private static final class Linear {

        private final boolean perceives;
        private double[] gradient = new double[PARAMETERS];

        Linear(boolean perceives) {
            this.perceives = perceives;
        }

        TrainablePolicy policy() {
            return (TrainablePolicy) Proxy.newProxyInstance(
                    GradientMeterTest.class.getClassLoader(),
                    new Class<?>[] {TrainablePolicy.class},
                    (proxy, method, arguments) -> method.getName().equals("step")
                            ? step((double) arguments[0])
                            : accumulate((AnswerBatch) arguments[0], (TokenLoss) arguments[1]));
        }

        private float accumulate(AnswerBatch batch, TokenLoss loss) {
            int[] ids = batch.groups().stream()
                    .flatMap(group -> group.answers().stream())
                    .flatMapToInt(answer -> Arrays.stream(answer.toArray()))
                    .toArray();
            float[] zeros = new float[ids.length];
            TokenLoss.Slopes slopes = loss.of(new TokenLoss.Values(zeros, zeros, perceives ? zeros : null));
            for (int t = 0; t < ids.length; t++) {
                gradient[ids[t]] += slopes.byLogProb()[t];
                int at = t;
                slopes.byDivergence().ifPresent(by -> gradient[ids[at]] += by[at]);
            }
            return slopes.loss();
        }

        private StepOutcome step(double learningRate) {
            assertThat(learningRate).as("the weights stay what they are").isZero();
            double square = 0;
            for (double value : gradient) {
                square += value * value;
            }
            gradient = new double[PARAMETERS];
            return new StepOutcome.Applied(Math.sqrt(square), false);
        }
    }
}
