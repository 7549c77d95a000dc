package dev.millrace.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThinkFormatTest {

    private final ThinkFormat format = ThinkFormat.defaults();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think> red 4 </think> 4",
                "<think>a</think>4",
                " \n<think>\nred 4\n</think>\n4 \n",
                "<think> x </think> one two three four"
            })
    void shouldHold(String response) {
        assertThat(format.violation(response)).isEmpty();
        assertThat(format.holds(response)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                    | does not begin",
                "'4'                                   | does not begin",
                "'4 <think> a </think> 4'              | does not begin",
                "'</think> a <think> 4'                | does not begin",
                "'<think> a 4'                         | has no </think>",
                "'<think>'                             | has no </think>",
                "'<think> a <think> b </think> 4'      | <think> more than once",
                "'<think> a </think> 4 <think>'        | <think> more than once",
                "'<think> a </think> </think> 4'       | </think> more than once",
                "'<think>  </think> 4'                 | no thinking",
                "'<think> a </think>'                  | no answer",
                "'<think> a </think> .'                | no answer",
                "'<think> a </think> 1 2 3 4 5'        | 5 words",
            })
    void shouldSayHowTheFormIsBroken(String response, String violation) {
        assertThat(format.holds(response)).isFalse();
        assertThat(format.violation(response))
                .hasValueSatisfying(text -> assertThat(text).contains(violation));
    }

    @Test
    void shouldRefuseAnswersWithoutWords() {
        assertThatThrownBy(() -> new ThinkFormat(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max_answer_words must be at least 1, not 0");
    }
}
