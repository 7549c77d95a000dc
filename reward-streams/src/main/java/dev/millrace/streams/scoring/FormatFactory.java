package dev.millrace.streams.scoring;

import dev.millrace.policy.family.NoConfig;
import dev.millrace.streams.reward.Judges;
import java.util.Optional;

/** The type {@code format}. */
public final class FormatFactory implements ScorerFactory<NoConfig> {

    @Override
    public String type() {
        return "format";
    }

    @Override
    public String says() {
        return "1 if the response is one thought and a short answer, else 0";
    }

    @Override
    public Class<NoConfig> configType() {
        return NoConfig.class;
    }

    @Override
    public NoConfig defaults() {
        return new NoConfig();
    }

    @Override
    public Optional<Judges> judges() {
        return Optional.of(Judges.TEXT);
    }

    @Override
    public Scorer create(NoConfig config, ScorerContext context) {
        return new FormatScorer();
    }
}
