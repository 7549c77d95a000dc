package dev.millrace.runtime.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerTypes;
import java.io.IOException;
import java.time.Duration;

/** Reads a complete declaration of a scorer, whose type says what its config is. */
final class ScorerReader extends JsonDeserializer<ScorerConfig> {

    /** All of a declaration that does not depend on its type. */
    private record Common(String type, Judges judges, Duration timeout, int parallelism, int batch, int retries) {}

    private final ScorerTypes types;

    ScorerReader(ScorerTypes types) {
        this.types = types;
    }

    @Override
    public ScorerConfig deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.isExpectedStartObjectToken()) {
            return (ScorerConfig) context.handleUnexpectedToken(ScorerConfig.class, parser);
        }
        ObjectNode tree = parser.readValueAsTree();
        JsonNode config = tree.remove(OwnConfig.KEY);
        Common common = context.readTreeAsValue(tree, Common.class);
        try {
            return new ScorerConfig(
                    common.type(),
                    common.judges(),
                    common.timeout(),
                    common.parallelism(),
                    common.batch(),
                    common.retries(),
                    OwnConfig.read(
                            config,
                            types.configType(common.type()),
                            own -> types.check(common.type(), own),
                            ScorerConfig.class,
                            context));
        } catch (IllegalArgumentException e) {
            throw ValueInstantiationException.from(
                    parser, String.valueOf(e.getMessage()), context.constructType(ScorerConfig.class), e);
        }
    }
}
