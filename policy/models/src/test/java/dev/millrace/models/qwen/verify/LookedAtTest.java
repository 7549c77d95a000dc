package dev.millrace.models.qwen.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookedAtTest {

    private static final String VECTORS =
            """
            {"seen": {"a": [1, 2], "b": {"c": 3}}, "half": {"a": [[1], [2]], "b": 4}, "new": {"a": 5, "b": [{"c": 6}]},
             "rows": [{"a": 7}, {"a": 8}], "text": "x"}
            """;

    private final LookedAt looked = new LookedAt();

    @Test
    void shouldSayWhatNobodyLookedAtOnceForAWholeObject() {
        // Given
        looked.note("seen");
        looked.note("half/a");
        looked.note("rows/1/a");

        // When
        List<String> missed = looked.missed(vectors());

        // Then
        assertThat(missed).containsExactly("half/b", "new", "rows/0", "text");
    }

    @Test
    void shouldSayEveryKeyOfAFileThatNobodyLookedAt() {
        // When
        List<String> missed = looked.missed(vectors());

        // Then
        assertThat(missed).containsExactly("seen", "half", "new", "rows", "text");
    }

    @Test
    void shouldSetAsideWhatAPatternNames() {
        // Given
        looked.note("seen/a");

        // When
        int count = looked.setAside(vectors(), "*/b");

        // Then
        assertThat(count).isEqualTo(3);
        assertThat(looked.missed(vectors())).containsExactly("half/a", "new/a", "rows", "text");
    }

    private static JsonNode vectors() {
        try {
            return JsonMapper.builder().build().readTree(VECTORS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
