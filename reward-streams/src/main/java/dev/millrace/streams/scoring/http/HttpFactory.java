package dev.millrace.streams.scoring.http;

import dev.millrace.schemas.http.JsonEndpoint;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The type {@code http}: a reward server of somebody else. */
public final class HttpFactory implements ScorerFactory<HttpConfig> {

    @Override
    public String type() {
        return "http";
    }

    @Override
    public String says() {
        return "what a reward server of yours answers";
    }

    @Override
    public Class<HttpConfig> configType() {
        return HttpConfig.class;
    }

    @Override
    public HttpConfig defaults() {
        return HttpConfig.defaults();
    }

    @Override
    public void check(HttpConfig config) {
        config.endpoint().requireUrl();
    }

    @Override
    public int batch() {
        return 8;
    }

    /** As long as a group is waited for by default, so that a server may be started anew meanwhile. */
    @Override
    public Optional<Duration> timeout() {
        return Optional.of(Duration.ofSeconds(60));
    }

    @Override
    public OptionalInt parallelism() {
        return OptionalInt.of(8);
    }

    @Override
    public OptionalInt retries() {
        return OptionalInt.of(20);
    }

    @Override
    public Scorer create(HttpConfig config, ScorerContext context) {
        return new HttpScorer(HttpProtocol.of(config, context), new JsonEndpoint(config.endpoint(), context.clock()));
    }
}
