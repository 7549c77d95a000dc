package dev.millrace.runtime.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.family.NoConfig;
import dev.millrace.schemas.store.ObjectStoreFactory;
import dev.millrace.schemas.store.ObjectStoreTypes;
import java.io.IOException;

/** Reads which object store there is, once {@link StoreSection} has completed it. */
final class StoreReader extends JsonDeserializer<StoreConfig> {

    private final ObjectStoreTypes types;

    StoreReader(ObjectStoreTypes types) {
        this.types = types;
    }

    @Override
    public StoreConfig deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.isExpectedStartObjectToken()) {
            return (StoreConfig) context.handleUnexpectedToken(StoreConfig.class, parser);
        }
        ObjectNode tree = parser.readValueAsTree();
        String type = tree.path("type").asText();
        return new StoreConfig(
                type,
                OwnConfig.read(
                        tree.path(OwnConfig.KEY),
                        types.find(type)
                                .<Class<? extends Record>>map(ObjectStoreFactory::configType)
                                .orElse(NoConfig.class),
                        own -> types.check(type, own),
                        StoreConfig.class,
                        context));
    }
}
