package dev.millrace.models.qwen.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastSaidTest {

    @Test
    void shouldTellOtherWeightsThatSayTheSame() {
        LastSaid last = new LastSaid();

        assertThat(last.isUnmoved("a", "said")).as("the first").isFalse();
        assertThat(last.isUnmoved("a", "said")).as("the same weights").isFalse();
        assertThat(last.isUnmoved("b", "said")).as("others").isTrue();
        assertThat(last.isUnmoved("c", "something else"))
                .as("others that say else")
                .isFalse();
        assertThat(last.isUnmoved("d", "said")).as("what was said long ago").isFalse();
    }
}
