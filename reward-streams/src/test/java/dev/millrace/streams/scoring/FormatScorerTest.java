package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.reward.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatScorerTest {

    private final FormatScorer scorer = new FormatScorer();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<think> red 3 </think> 3          | 1",
                "  <think>x</think>3               | 1",
                "<think>x</think>                  | 0",
                "x</think> 3                       | 0",
                "<think>x 3                        | 0",
                "so <think>x</think> 3             | 0",
                "<think>x<think>y</think> 3        | 0",
                "<think>x</think> y </think> 3     | 0",
                "<think>x</think> 3 <think>        | 0",
                "3                                 | 0",
            })
    void shouldWantOneThoughtAndAnAnswer(String text, double expected) {
        assertThat(scorer.score(Samples.sample(text, null))).isEqualTo(new Verdict.Scored(expected));
    }

    @Test
    void shouldWantAShortAnswer() {
        String text = "<think>x</think> " + "word ".repeat(20);

        assertThat(scorer.score(Samples.sample(text, null))).isEqualTo(new Verdict.Scored(0.0));
    }
}
