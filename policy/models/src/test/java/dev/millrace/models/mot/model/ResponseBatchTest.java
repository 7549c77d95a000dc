package dev.millrace.models.mot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseBatchTest {

    private final PolicyConfig config = PolicyFixture.smallConfig();
    private final SpecialTokens special = PolicyFixture.TOKENIZER.special();

    @Test
    void shouldShareHistoriesUntilResponsesDiffer() {
        // Given responses to one prompt that part after two tokens, one that ends where another goes on, and the same
        // to another
        List<Tokens> group = List.of(Tokens.of(5, 6, 7, 8), Tokens.of(5, 6, 9), Tokens.of(5), Tokens.of(4, 6));

        // When
        ResponseBatch batch = new ResponseBatch(config, special, List.of(group, List.of(Tokens.of(5, 6))));

        // Then a history is what stands before a token: nothing, 5, 5 6, 5 6 7 and 4, then nothing and 5 again
        assertThat(batch.tokens()).isEqualTo(12);
        assertThat(batch.histories()).isEqualTo(7);
        assertThat(batch.historyOfToken()).containsExactly(0, 1, 2, 3, 0, 1, 2, 0, 0, 4, 5, 6);
        assertThat(batch.inputs()).containsExactly(special.answer(), 5, 6, 7, 4, special.answer(), 5);
        assertThat(batch.targets()).containsExactly(5, 6, 7, 8, 5, 6, 9, 5, 4, 6, 5, 6);
    }

    @Test
    void shouldFindEachHistoryAtItsCell() {
        // Given
        List<List<Tokens>> groups = List.of(
                List.of(Tokens.of(5, 6, 7), Tokens.of(5, 6, 9)), List.of(Tokens.of(8), Tokens.of(5, 6), Tokens.of(5)));

        // When
        ResponseBatch batch = new ResponseBatch(config, special, groups);

        // Then
        long[] ofCells = batch.historyOfCell();
        long[] cells = batch.cells();
        assertThat(ofCells).hasSize(2 * 3 * 3);
        for (int history = 0; history < batch.histories(); history++) {
            assertThat(ofCells[(int) cells[history]]).isEqualTo(history);
        }
    }

    @Test
    void shouldGiveEachResponseItsValues() {
        // Given
        ResponseBatch batch = new ResponseBatch(
                config, special, List.of(List.of(Tokens.of(5, 6), Tokens.of(7)), List.of(Tokens.of(8, 9, 4))));
        float[] values = batch.values((prompt, index, position) -> 100 * prompt + 10 * index + position);

        // When
        float[] ofTheLast = batch.of(1, 0, values);

        // Then
        assertThat(values).containsExactly(0, 1, 10, 100, 101, 102);
        assertThat(ofTheLast).containsExactly(100, 101, 102);
    }

    @Test
    void shouldRefuseAnEmptyResponse() {
        assertThatThrownBy(() -> new ResponseBatch(config, special, List.of(List.of(Tokens.of(5), Tokens.empty()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prompt 0")
                .hasMessageContaining("has 0 tokens");
    }
}
