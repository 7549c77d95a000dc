package org.example.guests;

import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerFactory;
import java.util.Optional;

/** The type {@code near}. */
public final class NearFactory implements ScorerFactory<NearConfig> {

    @Override
    public String type() {
        return "near";
    }

    @Override
    public Class<NearConfig> configType() {
        return NearConfig.class;
    }

    @Override
    public NearConfig defaults() {
        return new NearConfig(10);
    }

    @Override
    public Optional<Judges> judges() {
        return Optional.of(Judges.TEXT);
    }

    @Override
    public Scorer create(NearConfig config, ScorerContext context) {
        return new NearScorer(config.span());
    }
}
