package dev.millrace.scenes.judges;

import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerFactory;
import java.util.Optional;

/** What the judges of drawn scenes have in common: they judge images, many in one call. */
abstract class DrawnFactory<C extends Record> implements ScorerFactory<C> {

    private static final int BATCH = 32;

    private final String type;
    private final C defaults;

    DrawnFactory(String type, C defaults) {
        this.type = type;
        this.defaults = defaults;
    }

    @Override
    public final String type() {
        return type;
    }

    @Override
    @SuppressWarnings("unchecked") // a record has no subclasses
    public final Class<C> configType() {
        return (Class<C>) defaults.getClass();
    }

    @Override
    public final C defaults() {
        return defaults;
    }

    @Override
    public final Optional<Judges> judges() {
        return Optional.of(Judges.IMAGE);
    }

    @Override
    public final int batch() {
        return BATCH;
    }

    /** @throws dev.millrace.scenes.referee.RefereeException if its referee cannot be loaded */
    @Override
    public final Scorer create(C config, ScorerContext context) {
        return new ImageScorer(judge(config), context.images());
    }

    abstract ImageJudge judge(C config);
}
