package dev.millrace.workers.engines.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEngineConfigTest {

    private static HttpEngineConfig at(String... urls) {
        HttpEngineConfig base = HttpEngineConfig.defaults();
        return new HttpEngineConfig(
                base.dialect(),
                List.of(urls),
                "policy",
                "a-key",
                base.headers(),
                base.tls(),
                base.endpoint(),
                base.request(),
                base.inFlight(),
                base.minGroup(),
                base.requestTimeout(),
                base.retries(),
                base.patience(),
                base.largestDifference(),
                base.maxBytes(),
                base.weights());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://gpu:8000?key=secret", "http://gpu:8000/#part"})
    void shouldRefuseAnAddressBehindWhichNothingCanBeAskedFor(String url) {
        assertThatThrownBy(() -> at(url))
                .hasMessageStartingWith("urls must be addresses without a query")
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldSeeThatOneServerIsNamedTwice() {
        HttpEngineConfig config = at("http://gpu:8000", "http://gpu:8000/");

        assertThatThrownBy(config::requireGiven).hasMessageStartingWith("urls names a server twice");
    }

    @Test
    void shouldKeepItsKeyToItself() {
        assertThat(at("http://gpu:8000").toString()).doesNotContain("a-key").contains("http://gpu:8000");
    }
}
