package dev.millrace.runtime.config;

import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.SampleScorer;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerFactory;
import java.util.List;
import java.util.Map;

/** A type of scorers of somebody else, with settings of every kind. */
public final class KeywordsFactory implements ScorerFactory<KeywordsFactory.Keywords> {

    public record Keywords(List<String> words, Map<String, Double> weights, String prefix, Shape shape) {}

    public record Shape(int steepness, boolean capped) {

        public Shape {
            if (steepness < 0) {
                throw new IllegalArgumentException("steepness must be at least 0, not " + steepness);
            }
        }
    }

    @Override
    public String type() {
        return "keywords";
    }

    @Override
    public Class<Keywords> configType() {
        return Keywords.class;
    }

    @Override
    public Keywords defaults() {
        return new Keywords(List.of(), Map.of(), "lower", new Shape(1, true));
    }

    @Override
    public Scorer create(Keywords config, ScorerContext context) {
        return new SampleScorer() {
            @Override
            public String version() {
                return "1";
            }

            @Override
            public Verdict score(Sample sample) {
                return new Verdict.Scored(config.words().stream().anyMatch(sample.text()::contains) ? 1 : 0);
            }
        };
    }
}
