package dev.millrace.schemas.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.id.RunId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"demo/0/manifest", "a.b-c_1/17/0", "demo/2147483647/12"})
    void shouldReadBackWhatItWrites(String text) {
        assertThat(WeightKey.parse(bytes(text))).map(WeightKey::text).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "17",
                "demo/17",
                "demo/017/0",
                "demo/1/-1",
                "demo/1/0/0",
                "/1/0",
                "demo/2147483648/0",
                "poison"
            })
    void shouldTakeNothingElseForAKey(String text) {
        assertThat(WeightKey.parse(bytes(text))).isEmpty();
    }

    @Test
    void shouldTellRunsApartOfWhichOneNameBeginsWithTheOther() {
        assertThat(new WeightKey(new RunId("a"), 1, 1).text())
                .isNotEqualTo(new WeightKey(new RunId("a.1"), 1, 1).text());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
