package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;

/** A type of scorers as one of another project might be: found by META-INF/services of the tests alone. */
public final class LengthFactory implements ScorerFactory<LengthFactory.LengthConfig> {

    /** @param most longest answer that is good, in characters */
    public record LengthConfig(int most) {

        public LengthConfig {
            if (most < 1) {
                throw new IllegalArgumentException("most must be at least 1, not " + most);
            }
        }
    }

    private final String type;

    public LengthFactory() {
        this("length");
    }

    LengthFactory(String type) {
        this.type = type;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Class<LengthConfig> configType() {
        return LengthConfig.class;
    }

    @Override
    public LengthConfig defaults() {
        return new LengthConfig(100);
    }

    @Override
    public Scorer create(LengthConfig config, ScorerContext context) {
        return new SampleScorer() {
            @Override
            public String version() {
                return "1";
            }

            @Override
            public Verdict score(Sample sample) {
                return new Verdict.Scored(sample.text().length() <= config.most() ? 1 : 0);
            }
        };
    }
}
