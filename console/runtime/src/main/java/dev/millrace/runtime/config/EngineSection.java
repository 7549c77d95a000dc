package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.family.RolloutEngineFactory;
import dev.millrace.policy.family.RolloutEngineTypes;

/** Completes what workers sample with from its type. */
final class EngineSection implements Completion {

    private static final KeyPath ENGINE = KeyPath.of("worker.engine");
    private static final KeyPath TYPE = ENGINE.child("type");
    private static final KeyPath CONFIG = ENGINE.child(OwnConfig.KEY);

    private final RolloutEngineTypes types;
    private final ObjectMapper mapper;

    EngineSection(RolloutEngineTypes types, ObjectMapper mapper) {
        this.types = types;
        this.mapper = mapper;
    }

    @Override
    public void complete(Settings settings, KnownKeys known) {
        ObjectNode engine = settings.objectAt(ENGINE);
        String type = engine.path(TYPE.last()).asText();
        RolloutEngineFactory<?> factory = types.find(type)
                .orElseThrow(() -> new ConfigException(settings.where(TYPE) + TYPE + " names no type of engines: "
                        + type + OwnConfig.hint(type, types.names()) + "; there are "
                        + String.join(", ", types.names()) + "; a jar in plugins/ adds another"));
        known.add(CONFIG, factory.configType());
        engine.set(
                OwnConfig.KEY,
                OwnConfig.complete(
                        settings, known, CONFIG, mapper.valueToTree(factory.defaults()), engine.get(OwnConfig.KEY)));
    }
}
