package dev.millrace.monitoring.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Task;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

    private final GroupIndex index = new GroupIndex("accuracy");

    /** 1: all right. 2: two of three right, one dropped for a scorer's failure. 3: none right, drawn. 4: dropped as a whole. */
    @BeforeEach
    void fill() {
        index.add(GroupRows.experience(1, "count", 40, 1, 1, 1, 1), 10);
        index.add(GroupRows.experience(2, "count", 41, 1, 1, 0), 12);
        index.add(GroupRows.experience(3, "color", 50, 0.2, 0.2, 0.25, 0.2), 14);
        index.add(GroupRows.drop(2, DropReason.FAILED_SCORE, "math failed: no answer", false, 3), 0, 5);
        index.add(GroupRows.drop(4, DropReason.GROUP_TOO_SMALL, "1 of 2", true, 0, 1, 2, 3), 0, 6);
        index.asked(
                GroupRows.id(1), GroupRows.prompt(1, Task.UNDERSTANDING, "<image>How many red circles, or \"dots\"?"));
        index.asked(GroupRows.id(3), GroupRows.prompt(3, Task.GENERATION, "a photo of a red circle"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "category:count                    | 1 2",
                "category:COUNT,color              | 1 2 3",
                "-category:count                   | 3 4",
                "category:asked                    | ",
                "reward<0.5                        | 3",
                "reward>=1                         | 1",
                "reward=0.2125                     | 3",
                "reward>0.5 reward<1               | 2",
                "version>40                        | 2 3",
                "version:41                        | 2",
                "version:40,50                     | 1 3",
                "oldest<=39                        | 1",
                "right:4                           | 1",
                "right>=1 right<4                  | 2",
                "missing>0                         | 2 4",
                "size:4                            | 1 2 3 4",
                "closed:partial                    | 2",
                "closed:dropped                    | 4",
                "closed:complete,partial           | 1 2 3",
                "reason:group_too_small            | 4",
                "by:streams                        | 2 4",
                "task:generation                   | 3",
                "text:\"how many\"                 | 1",
                "text:\"red CIRCLE\"               | 1 3",
                "text:photo,many                   | 1 3",
                "\"\\\"dots\\\"\"                  | 1",
                "circle -photo                     | 1",
                "prompt:p2                         | 2",
                "id:run/0/3                        | 3",
                "scorer.math:failed                | 2",
                "scorer.format:abstained           | 1 2 3",
                "scorer.accuracy<0.5               | 3",
                "scorer.accuracy:scored,failed     | 1 2 3",
                "scorer.nobody:failed              | ",
            })
    void shouldTakeTheGroupsThatAreMeant(String filter, String expected) throws FilterException {
        Filter parsed = Filter.parse(filter);

        assertThat(numbers(parsed)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void shouldTakeAllWhereNothingIsAsked() throws FilterException {
        assertThat(numbers(Filter.parse("   "))).isEqualTo("1 2 3 4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "rewrad<0.5                | 0  | 6 | “rewrad” is no field",
                "category:count reward<x   | 22 | 1 | “x” is no number, but reward is one",
                "category:                 | 9  | 0 | something has to stand behind “category:”",
                "category:a,               | 11 | 0 | something has to stand behind “category:”",
                "category<count            | 8  | 1 | category is no number: write category:count",
                "text:\"how many           | 5  | 9 | the quotation mark is not closed",
                "reward=>1                 | 6  | 2 | “=>” compares nothing",
                "reward<1,2                | 9  | 1 | “<” compares with one number",
                "scorer.math:wrong         | 12 | 5 | a scorer can have scored, abstained or failed",
                "scorer.<1                 | 0  | 7 | a scorer's name stands behind",
                "reward<NaN                | 7  | 3 | “NaN” is no number",
            })
    void shouldSayWhatIsWrongAndWhere(String filter, int at, int length, String message) {
        FilterException wrong = catchThrowableOfType(FilterException.class, () -> Filter.parse(filter.strip()));

        assertThat(wrong).hasMessageContaining(message);
        assertThat(List.of(wrong.at(), wrong.length())).isEqualTo(List.of(at, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "\"\"", "a-b", "-\"not this\"", "ends \\", "“quoted”", "<image>"})
    void shouldReadWhateverIsTypedOrSayWhy(String filter) {
        try {
            assertThat(Filter.parse(filter)).isNotNull();
        } catch (FilterException e) {
            assertThat(e.at()).isBetween(0, filter.length());
        }
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        FilterException words = catchThrowableOfType(FilterException.class, () -> Filter.parse("x ".repeat(33)));
        FilterException characters = catchThrowableOfType(FilterException.class, () -> Filter.parse("x".repeat(1_001)));

        assertThat(words).hasMessageContaining("at most 32 conditions");
        assertThat(characters).hasMessageContaining("at most 1000 characters");
    }

    private String numbers(Filter filter) {
        return String.join(
                " ",
                index.rows().stream()
                        .filter(filter::holds)
                        .map(row -> row.id().substring("run/0/".length()))
                        .sorted()
                        .toList());
    }
}
