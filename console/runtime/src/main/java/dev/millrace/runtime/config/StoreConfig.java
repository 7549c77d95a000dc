package dev.millrace.runtime.config;

import dev.millrace.schemas.secret.Redaction;
import dev.millrace.schemas.secret.References;
import dev.millrace.schemas.secret.SecretNames;
import dev.millrace.schemas.store.StoreSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which object store holds weights and images that are too large for the log.
 *
 * @param type {@code none}, {@code folder} (its config: {@code path}, which all processes share), or a type that comes with a
 *     jar on the class path
 * @param config the store's own settings
 */
public record StoreConfig(String type, Map<String, String> config) {

    private static final String NO_STORE = "none";

    /** All goes through the log. */
    public static final StoreConfig NONE = new StoreConfig(NO_STORE, Map.of());

    /** @throws IllegalArgumentException if there are settings and no store */
    public StoreConfig {
        config = Map.copyOf(config);
        if (type.equals(NO_STORE) && !config.isEmpty()) {
            throw new IllegalArgumentException("config is set, but type is none; a folder has type folder");
        }
    }

    /**
     * The settings with what references stand for, checked by the store itself.
     *
     * @throws IllegalArgumentException beginning with the key that is wrong, without {@code kafka.} before it
     */
    Optional<StoreSettings> settings(References references) {
        if (type.equals(NO_STORE)) {
            return Optional.empty();
        }
        Map<String, String> resolved = new TreeMap<>();
        config.forEach((key, value) -> {
            String plain = references.resolve("kafka.store.config." + key, value);
            if (SecretNames.isSecret(key)) {
                Redaction.add(plain);
            }
            resolved.put(key, plain);
        });
        StoreSettings settings = new StoreSettings(type, resolved);
        settings.open().close();
        return Optional.of(settings);
    }

    /** Without the values of its settings, some of which may be secrets. */
    @Override
    public String toString() {
        return type + " " + new TreeSet<>(config.keySet());
    }
}
