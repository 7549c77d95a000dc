package dev.millrace.workers.engines.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.text.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void shouldReadIds() throws Exception {
        assertThat(ReplyReader.ids(JSON.readTree("{\"ids\": [3, 72]}"), "ids")).isEqualTo(Tokens.of(3, 72));
    }

    @ParameterizedTest
    @ValueSource(strings = {"72.9", "\"72\"", "null", "99999999999", "[72]"})
    void shouldTakeNothingElseForAnId(String odd) {
        assertThatThrownBy(() -> ReplyReader.ids(JSON.readTree("{\"ids\": [3, " + odd + "]}"), "ids"))
                .isInstanceOf(RefusedReplyException.class)
                .hasMessageContaining("which is no id");
    }
}
