package dev.millrace.runtime.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.family.RolloutEngineTypes;
import dev.millrace.workers.EngineConfig;
import java.io.IOException;

/** Reads what workers sample with, once {@link EngineSection} has completed it. */
final class EngineReader extends JsonDeserializer<EngineConfig> {

    private final RolloutEngineTypes types;

    EngineReader(RolloutEngineTypes types) {
        this.types = types;
    }

    @Override
    public EngineConfig deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        ObjectNode tree = parser.readValueAsTree();
        String type = tree.path("type").asText();
        return new EngineConfig(
                type,
                OwnConfig.read(
                        tree.path(OwnConfig.KEY),
                        types.find(type).orElseThrow().configType(),
                        own -> types.check(type, own),
                        EngineConfig.class,
                        context));
    }
}
