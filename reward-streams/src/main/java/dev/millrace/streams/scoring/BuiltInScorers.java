package dev.millrace.streams.scoring;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.referee.DualEncoder;
import dev.millrace.policy.referee.ObjectReader;
import dev.millrace.policy.referee.RefereeWeights;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The scorers that come with Millrace, by name. */
public final class BuiltInScorers {

    /** Share of a call's time-out for which an image is waited for that is not there yet. */
    private static final int PATIENCE_SHARE = 4;

    private interface Maker {
        Scorer make(KafkaConnection connection, Topics topics, ScorerConfig config);
    }

    private static final TreeMap<String, Maker> BY_NAME = new TreeMap<>(Map.of(
            AccuracyScorer.NAME,
            (connection, topics, config) -> new AccuracyScorer(),
            FormatScorer.NAME,
            (connection, topics, config) -> new FormatScorer(),
            SemanticJudge.NAME,
            (connection, topics, config) -> ofImages(
                    new SemanticJudge(DualEncoder.load(referees(config)), config.semantic()),
                    connection,
                    topics,
                    config),
            InstructionJudge.NAME,
            (connection, topics, config) -> ofImages(
                    new InstructionJudge(ObjectReader.load(referees(config)), config.instruction()),
                    connection,
                    topics,
                    config),
            KnowledgeJudge.NAME,
            (connection, topics, config) ->
                    ofImages(new KnowledgeJudge(ObjectReader.load(referees(config))), connection, topics, config)));

    private BuiltInScorers() {}

    /** Their names in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * A scorer, which its role closes.
     *
     * @param connection way to the images that are judged
     * @param topics names of the topics
     * @param config which referees, and how they judge
     * @throws IllegalArgumentException naming the known ones, if there is none of that name
     * @throws dev.millrace.policy.referee.RefereeException if its referee cannot be loaded
     */
    public static Scorer named(String name, KafkaConnection connection, Topics topics, ScorerConfig config) {
        Maker known = BY_NAME.get(name);
        if (known == null) {
            throw new IllegalArgumentException(
                    "scorer must be one of " + String.join(", ", BY_NAME.keySet()) + ", not '" + name + "'");
        }
        return known.make(connection, topics, config);
    }

    private static Scorer ofImages(ImageJudge judge, KafkaConnection connection, Topics topics, ScorerConfig config) {
        return new ImageScorer(
                judge,
                ArchivedDrawings.open(
                        connection,
                        topics,
                        "scorer-" + judge.name() + "-images",
                        config.timeout().dividedBy(PATIENCE_SHARE)),
                config.batch());
    }

    private static ModelSource referees(ScorerConfig config) {
        return config.referees().equals(ScorerConfig.SHIPPED)
                ? RefereeWeights.shipped()
                : ModelSource.folder(Path.of(config.referees()));
    }
}
