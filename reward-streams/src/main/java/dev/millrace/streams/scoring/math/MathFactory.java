package dev.millrace.streams.scoring.math;

import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerFactory;
import java.util.Optional;

/** The type {@code math}. */
public final class MathFactory implements ScorerFactory<MathConfig> {

    @Override
    public String type() {
        return "math";
    }

    @Override
    public String says() {
        return "1 if the answer is the reference as mathematics has it: fractions, sets, units, options";
    }

    @Override
    public Class<MathConfig> configType() {
        return MathConfig.class;
    }

    @Override
    public MathConfig defaults() {
        return MathConfig.defaults();
    }

    @Override
    public Optional<Judges> judges() {
        return Optional.of(Judges.TEXT);
    }

    @Override
    public Scorer create(MathConfig config, ScorerContext context) {
        return new MathScorer(config);
    }
}
