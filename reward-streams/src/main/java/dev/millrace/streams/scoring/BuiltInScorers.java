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
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The scorers that come with Millrace, by name. */
public final class BuiltInScorers {

    /** Share of a call's time-out for which an image is waited for that is not there yet. */
    private static final int PATIENCE_SHARE = 4;

    private interface Maker {
        Scorer make(KafkaConnection connection, Topics topics, ScorerConfig config);
    }

    private static final Map<String, Supplier<Scorer>> OF_TEXTS = Map.of(
            AccuracyScorer.NAME,
            AccuracyScorer::new,
            StrictAccuracyScorer.NAME,
            StrictAccuracyScorer::new,
            FormatScorer.NAME,
            FormatScorer::new);

    private static final Map<String, Maker> OF_IMAGES = Map.of(
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
                    ofImages(new KnowledgeJudge(ObjectReader.load(referees(config))), connection, topics, config));

    private BuiltInScorers() {}

    /** Their names in alphabetical order. */
    public static List<String> names() {
        return Stream.concat(OF_TEXTS.keySet().stream(), OF_IMAGES.keySet().stream())
                .sorted()
                .toList();
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
        Supplier<Scorer> ofTexts = OF_TEXTS.get(name);
        if (ofTexts != null) {
            return ofTexts.get();
        }
        Maker ofImages = OF_IMAGES.get(name);
        if (ofImages == null) {
            throw new IllegalArgumentException(
                    "scorer must be one of " + String.join(", ", names()) + ", not '" + name + "'");
        }
        return ofImages.make(connection, topics, config);
    }

    /** The names of those that judge a text by itself, without a connection, in alphabetical order. */
    public static List<String> namesOfTexts() {
        return OF_TEXTS.keySet().stream().sorted().toList();
    }

    /**
     * A scorer that judges texts.
     *
     * @throws IllegalArgumentException naming the known ones, if there is none of that name
     */
    public static Scorer ofTexts(String name) {
        Supplier<Scorer> known = OF_TEXTS.get(name);
        if (known == null) {
            throw new IllegalArgumentException("a scorer of logged texts must be one of "
                    + String.join(", ", namesOfTexts()) + ", not '" + name + "'");
        }
        return known.get();
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
