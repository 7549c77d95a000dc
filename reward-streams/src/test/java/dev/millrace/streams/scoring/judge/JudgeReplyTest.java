package dev.millrace.streams.scoring.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.http.ReplyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeReplyTest {

    private static final JudgeReply NUMBER = new JudgeReply(ReplyForm.NUMBER, "score", 0, 10);
    private static final JudgeReply JSON = new JudgeReply(ReplyForm.JSON, "score", 0, 10);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "7                                     | 7",
                "It holds 3 of 4 steps.\\n\\n7.5\\n     | 7.5",
                "**Score: 10**                         | 10",
                "Grade: 7.                             | 7",
                "I give it 7/10                        | 7",
                "7 out of 10.                          | 7",
                ".5                                    | 0.5",
                "0                                     | 0",
                "<think>9 or 10?</think>\\n8           | 8",
                "Final: 7 (seven, that is 7)           | 7",
                "7 \u2014 well done                     | 7",
                "7\u2014well done                       | 7",
            })
    void shouldFindTheNumberOnTheLastLine(String reply, double value) throws ReplyException {
        assertThat(NUMBER.read(reply.replace("\\n", "\n"))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "9\\nwell done              | has no number",
                "between 6 and 8            | not one number alone",
                "7/8                        | not one number alone",
                "11                         | the judge gave 11, which is not from 0 to 10",
                "-1                         | the judge gave -1, which is not from 0 to 10",
                "NaN                        | has no number",
                "seven                      | has no number",
                "v2                         | has no number",
                "1,5                        | has no number",
                "6-8                        | has no number",
                "6\u20138                   | has no number",
                "\u22123                    | the judge gave -3, which is not from 0 to 10",
                "Score: \u20133.5           | the judge gave -3.5, which is not from 0 to 10",
                "<think>7</think>           | the judge said nothing",
                "It is 2026-01-31           | has no number",
            })
    void shouldRefuseWhatIsNotOneNumber(String reply, String why) {
        assertThatThrownBy(() -> NUMBER.read(reply.replace("\\n", "\n")))
                .isInstanceOf(ReplyException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"score\": 7}                                                | 7",
                "```json\\n{\"reason\": \"a {b}\", \"score\": 6.5}\\n```       | 6.5",
                "First {\"score\": 2}, no: {\"score\": 3, \"parts\": {\"a\": 1}} | 3",
                "{{\"score\": 4}}                                              | 4",
                "{\"score\": 9, \"criteria\": [{\"score\": 2}, {\"score\": 4}]}   | 9",
                "{\"criteria\": [{\"score\": 2}], \"score\": 9} {\"note\": {}}    | 9",
                "\\\\frac{1}{2} of {it}: {\"score\": 5}                         | 5",
            })
    void shouldFindTheNumberInAnObject(String reply, double value) throws ReplyException {
        assertThat(JSON.read(reply.replace("\\n", "\n"))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "7                     | has no JSON object with the key \"score\"",
                "{\"grade\": 7}        | has no JSON object with the key \"score\"",
                "{\"score\": 7         | has no JSON object with the key \"score\"",
                "{\"score\": \"7\"}    | \"score\" of the judge's reply is no number",
                "{\"score\": null}     | is no number",
                "{\"score\": NaN}      | has no JSON object",
                "{\"score\": 70}       | is not from 0 to 10",
                "{\"parts\": [{\"score\": 2}, {\"score\": 4}] | has no JSON object",
                "{\"score\": 9, \"parts\": [{\"score\": 4}],}  | has no JSON object",
            })
    void shouldRefuseWhatIsNoObjectWithANumber(String reply, String why) {
        assertThatThrownBy(() -> JSON.read(reply))
                .isInstanceOf(ReplyException.class)
                .hasMessageContaining(why);
    }

    @Test
    @Timeout(10)
    void shouldNotBeKeptBusyByAReply() {
        assertThatThrownBy(() -> JSON.read("{\"a\":".repeat(100_000))).isInstanceOf(ReplyException.class);
        assertThatThrownBy(() -> JSON.read("{".repeat(500_000))).isInstanceOf(ReplyException.class);
        assertThatThrownBy(() -> JSON.read("{\"".repeat(250_000))).isInstanceOf(ReplyException.class);
        assertThatThrownBy(() -> JSON.read("{\"a\":1}".repeat(50_000))).isInstanceOf(ReplyException.class);
        assertThatThrownBy(() -> NUMBER.read("1 of ".repeat(100_000))).isInstanceOf(ReplyException.class);
        assertThatThrownBy(() -> NUMBER.read("9".repeat(500_000))).isInstanceOf(ReplyException.class);
    }
}
