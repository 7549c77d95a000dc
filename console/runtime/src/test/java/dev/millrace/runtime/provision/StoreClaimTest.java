package dev.millrace.runtime.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runtime.store.StoreOwners;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.FlakyStore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whoever writes to a store marks it, and is refused where another cluster has. */
class StoreClaimTest {

    private final FlakyStore store = new FlakyStore();

    private StoreOwners owners(String prefix, String cluster) {
        return new StoreOwners(store, new Topics(prefix), cluster);
    }

    private StoreClaim claim(String prefix, String cluster) {
        return new StoreClaim(owners(prefix, cluster));
    }

    @Test
    void shouldMarkItAndComeAgain() throws IOException {
        assertThat(claim("p.", "mine").look()).isEmpty();
        assertThat(claim("p.", "mine").look()).isEmpty();

        assertThat(owners("p.", "mine").others()).isEmpty();
        assertThat(owners("p.", "yours").others()).containsExactly("mine");
    }

    @Test
    void shouldRefuseWhatAnotherClusterKeepsUnderTheSamePrefix() throws IOException {
        owners("p.", "yours").mark();

        assertThatThrownBy(() -> claim("p.", "mine").look())
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "flaky:store holds objects of Kafka cluster yours under the prefix p., and this is cluster mine: each"
                                + " would take away what only the other names; give each cluster a folder, or a prefix in the bucket, of"
                                + " its own (kafka.store.config), or another kafka.topic_prefix; where the other is no more, or its"
                                + " topics were copied here: ./millrace store adopt");
        assertThat(owners("p.", "yours").others()).as("no mark is left").isEmpty();
    }

    @Test
    void shouldLetAnotherPrefixBe() throws IOException {
        owners("q.", "yours").mark();

        assertThat(claim("p.", "mine").look()).isEmpty();
    }

    @Test
    void shouldWaitForAStoreThatTakesNoMark() {
        store.fail(2); // what it holds, and the mark

        assertThat(claim("p.", "mine").look()).hasValueSatisfying(lack -> assertThat(lack.complaint())
                .isEqualTo(
                        "flaky:store does not keep an object: connection reset; make it writable for this user, or set"
                                + " kafka.store.config"));
        assertThat(claim("p.", "mine").look()).isEmpty();
    }

    @Test
    void shouldMarkAStoreThatDoesNotSayWhatItHolds() throws IOException {
        store.fail(1);

        assertThat(claim("p.", "mine").look()).isEmpty();
        assertThat(owners("p.", "yours").others()).containsExactly("mine");
    }
}
