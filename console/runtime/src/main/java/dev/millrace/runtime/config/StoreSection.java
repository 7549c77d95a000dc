package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.family.NoConfig;
import dev.millrace.schemas.store.ObjectStoreFactory;
import dev.millrace.schemas.store.ObjectStoreTypes;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Completes the object store from its type. */
final class StoreSection implements Completion {

    private static final KeyPath STORE = KeyPath.of("kafka.store");
    private static final KeyPath TYPE = STORE.child("type");
    private static final KeyPath CONFIG = STORE.child(OwnConfig.KEY);

    private final ObjectStoreTypes types;
    private final ObjectMapper mapper;

    StoreSection(ObjectStoreTypes types, ObjectMapper mapper) {
        this.types = types;
        this.mapper = mapper;
    }

    @Override
    public void complete(Settings settings, KnownKeys known) {
        ObjectNode store = settings.objectAt(STORE);
        String type = store.path(TYPE.last()).asText();
        @Nullable JsonNode stated = store.get(OwnConfig.KEY);
        if (type.equals(StoreConfig.NO_STORE)) {
            if (stated instanceof ObjectNode section && !section.isEmpty()) {
                throw new ConfigException(
                        settings.where(CONFIG) + CONFIG + " is set, but type is none; a folder has type folder");
            }
            known.add(CONFIG, NoConfig.class);
            store.set(OwnConfig.KEY, store.objectNode());
            return;
        }
        ObjectStoreFactory<?> factory = types.find(type).orElseThrow(() -> noType(settings, type));
        known.add(CONFIG, factory.configType());
        store.set(
                OwnConfig.KEY,
                OwnConfig.complete(settings, known, CONFIG, mapper.valueToTree(factory.defaults()), stated));
    }

    private ConfigException noType(Settings settings, String type) {
        Set<String> all = new TreeSet<>(types.names());
        all.add(StoreConfig.NO_STORE);
        return new ConfigException(settings.where(TYPE) + TYPE + " names no type of stores: " + type
                + OwnConfig.hint(type, all) + "; there are " + String.join(", ", all)
                + "; a jar in plugins/ adds another");
    }
}
