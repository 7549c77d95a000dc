package dev.millrace.streams.scoring;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.scenes.referee.DualEncoder;
import dev.millrace.scenes.referee.ObjectReader;
import dev.millrace.scenes.referee.RefereeWeights;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The scorers that come with Millrace, by name. */
public final class BuiltInScorers {

    /** Share of a call's time-out for which an image is waited for that is not there yet. */
    private static final int PATIENCE_SHARE = 4;

    private interface Maker {
        ImageJudge make(ScorerConfig config);
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
            config -> new SemanticJudge(DualEncoder.load(referees(config)), config.semantic()),
            InstructionJudge.NAME,
            config -> new InstructionJudge(ObjectReader.load(referees(config)), config.instruction()),
            KnowledgeJudge.NAME,
            config -> new KnowledgeJudge(ObjectReader.load(referees(config))));

    private BuiltInScorers() {}

    /** Their names in alphabetical order. */
    public static List<String> names() {
        return Stream.concat(OF_TEXTS.keySet().stream(), OF_IMAGES.keySet().stream())
                .sorted()
                .toList();
    }

    /** Those of them that judge texts, in alphabetical order. */
    static List<String> namesOfTexts() {
        return OF_TEXTS.keySet().stream().sorted().toList();
    }

    /**
     * A scorer, which its role closes.
     *
     * @param connection way to the images that are judged
     * @param topics names of the topics
     * @param config which referees, and how they judge
     * @throws IllegalArgumentException naming the known ones, if there is none of that name
     * @throws dev.millrace.scenes.referee.RefereeException if its referee cannot be loaded
     */
    public static Scorer named(String name, KafkaConnection connection, Topics topics, ScorerConfig config) {
        return named(
                name,
                config,
                judge -> ArchivedDrawings.open(
                        connection,
                        topics,
                        "scorer-" + judge.name() + "-images",
                        config.timeout().dividedBy(PATIENCE_SHARE)));
    }

    /**
     * A scorer of what was logged, which is closed by whoever asks it.
     *
     * @param images the encoded images that were drawn, by their SHA-256; called from one thread at a time
     * @param config which referees, and how they judge
     * @throws IllegalArgumentException naming the known ones, if there is none of that name
     * @throws dev.millrace.scenes.referee.RefereeException if its referee cannot be loaded
     */
    public static Scorer ofLogged(String name, Function<String, Optional<byte[]>> images, ScorerConfig config) {
        return named(name, config, judge -> new LoggedDrawings(images));
    }

    private static Scorer named(String name, ScorerConfig config, Function<ImageJudge, DrawnImages> drawings) {
        Supplier<Scorer> ofTexts = OF_TEXTS.get(name);
        if (ofTexts != null) {
            return ofTexts.get();
        }
        Maker ofImages = OF_IMAGES.get(name);
        if (ofImages == null) {
            throw new IllegalArgumentException(
                    "scorer must be one of " + String.join(", ", names()) + ", not '" + name + "'");
        }
        ImageJudge judge = ofImages.make(config);
        return new ImageScorer(judge, drawings.apply(judge), config.batch());
    }

    private static ModelSource referees(ScorerConfig config) {
        return config.referees().equals(ScorerConfig.SHIPPED)
                ? RefereeWeights.shipped()
                : ModelSource.folder(Path.of(config.referees()));
    }
}
