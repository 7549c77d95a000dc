package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Judges;
import java.util.Optional;

/** The type {@code overlong}. */
public final class OverlongFactory implements ScorerFactory<OverlongConfig> {

    @Override
    public String type() {
        return "overlong";
    }

    @Override
    public String says() {
        return "0 to -1 the longer a response is beyond a soft limit, as in DAPO";
    }

    @Override
    public Class<OverlongConfig> configType() {
        return OverlongConfig.class;
    }

    @Override
    public OverlongConfig defaults() {
        return new OverlongConfig(0, 0);
    }

    @Override
    public Optional<Judges> judges() {
        return Optional.of(Judges.TEXT);
    }

    @Override
    public void check(OverlongConfig config) {
        if (config.maxLength() == 0) {
            throw new IllegalArgumentException("max_length has to be said: the tokens beyond which a response is too"
                    + " long, as worker.max_response_tokens");
        }
    }

    @Override
    public Scorer create(OverlongConfig config, ScorerContext context) {
        return new OverlongScorer(config);
    }
}
