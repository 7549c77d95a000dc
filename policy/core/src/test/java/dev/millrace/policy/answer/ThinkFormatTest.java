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
                "<think> x </think> one two three four",
                "<think>\u221a</think>\u00a0it\u00a0is\u2003red\u00a0!",
                "<think>\u7ea2</think>\u7ea2\u8272",
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
                "'<think>\u00a0</think> red'          | no thinking",
                "'<think>\u200b\u2060\u00ad</think> red' | no thinking",
                "'<think>\u2800\u3164\ufe0f</think> red' | no thinking",
                "'<think>\u0301</think> red'          | no thinking",
                "'<think> ... </think> red'            | no thinking",
                "'<think>t</think> it\u00a0is\u00a0red\u00a0or\u00a0maybe\u00a0blue' | 6 words",
                "'<think>t</think> it\u200bis\u2028red\u3000or\u2800maybe' | 5 words",
            })
    void shouldSayHowTheFormIsBroken(String response, String violation) {
        assertThat(format.holds(response)).isFalse();
        assertThat(format.violation(response))
                .hasValueSatisfying(text -> assertThat(text).contains(violation));
    }

    @Test
    void shouldLimitAnswersWithoutSpaces() {
        assertThat(format.holds("<think>t</think>" + "\u7ea2".repeat(64))).isTrue();
        assertThat(format.violation("<think>t</think>" + "\u7ea2".repeat(65)))
                .contains("has an answer of 65 characters, more than 64");
    }

    @Test
    void shouldRefuseAnswersWithoutWords() {
        assertThatThrownBy(() -> new ThinkFormat(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max_answer_words must be at least 1, not 0");
    }
}
