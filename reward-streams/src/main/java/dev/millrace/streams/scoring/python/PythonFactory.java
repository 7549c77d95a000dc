package dev.millrace.streams.scoring.python;

import dev.millrace.schemas.failure.UsageException;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerFactory;

/** The type {@code python}. */
public final class PythonFactory implements ScorerFactory<PythonConfig> {

    /** Room for all of a group. */
    private static final int BATCH = 64;

    @Override
    public String type() {
        return "python";
    }

    @Override
    public String says() {
        return "what a function of yours says, written in Python";
    }

    @Override
    public Class<PythonConfig> configType() {
        return PythonConfig.class;
    }

    @Override
    public PythonConfig defaults() {
        return PythonConfig.defaults();
    }

    @Override
    public void check(PythonConfig config) {
        if (config.function().isBlank()) {
            throw new IllegalArgumentException(
                    "function must name a file and a function in it, as in function=rewards.py:exact");
        }
    }

    @Override
    public int batch() {
        return BATCH;
    }

    /**
     * A scorer whose first process has loaded the function.
     *
     * @throws UsageException naming the setting, saying what is wrong with the function, and where
     */
    @Override
    public Scorer create(PythonConfig config, ScorerContext context) {
        try {
            return PythonScorer.start(PythonFunction.of(config.function()), config, context);
        } catch (IllegalArgumentException e) {
            throw new UsageException("scorers." + context.name() + ".config." + e.getMessage(), e);
        }
    }
}
