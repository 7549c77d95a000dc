package dev.millrace.schemas.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupIdTest {

    @ParameterizedTest
    @CsvSource({
        "demo/0/12, false",
        "demo/poison/3, false",
        "demo, false",
        "gsm8k/train-17, false",
        "anything at all, false",
        "'', false",
        "other/0/12, true",
        "demo.b/0/12, true",
        "demo2/3/4, true",
        "dem/3/4, true"
    })
    void shouldKnowTheGroupOfAnotherRunByItsKey(String key, boolean isStranger) {
        assertThat(new RunId("demo").isStrangerTo(key.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(isStranger);
    }
}
