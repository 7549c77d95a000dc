package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.reward.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccuracyScorerTest {

    private final AccuracyScorer scorer = new AccuracyScorer();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<think> red 3 , blue 5 </think> 8 | 8      | 1",
                "<think>x</think> Eight.           | 8      | 1",
                "<think>x</think> 08               | 8      | 1",
                "<think>x</think> 8.0              | eight  | 1",
                "<think>x</think> .5               | 0.50   | 1",
                "<think>x</think> -3               | 3      | 0",
                "<think>x</think> 1,000            | 1000   | 1",
                "<think>x</think> The RED          | red    | 1",
                "<think>x</think> \"yes\"          | Yes    | 1",
                "<think>x</think> dark  red        | dark red | 1",
                "<think>x</think> 8 8              | 8      | 0",
                "<think>x</think> 18               | 8      | 0",
                "<think>8</think>                  | 8      | 0",
                "8                                 | 8      | 1",
                "<think>a</think>9</think> 8       | 8      | 1",
            })
    void shouldCompareTheAnswerInNormalForm(String text, String reference, double expected) {
        assertThat(scorer.score(Samples.sample(text, reference))).isEqualTo(new Verdict.Scored(expected));
    }

    @Test
    void shouldAbstainWithoutAReference() {
        assertThat(scorer.score(Samples.sample("<think>x</think> 8", null))).isInstanceOf(Verdict.Abstained.class);
        assertThat(scorer.score(Samples.sample("<think>x</think> 8", " "))).isInstanceOf(Verdict.Abstained.class);
    }
}
