package dev.millrace.runtime.config;

import dev.millrace.policy.family.NoConfig;
import dev.millrace.schemas.secret.References;
import dev.millrace.schemas.secret.ResolvedSettings;
import dev.millrace.schemas.store.StoreSettings;
import java.util.Optional;

/**
 * Which object store holds weights and images that are too large for the log.
 *
 * @param type {@code none}, {@code folder}, or a type that comes with a jar on the class path
 * @param config the settings of its type
 */
public record StoreConfig(String type, Record config) {

    /** The word for no store. */
    public static final String NO_STORE = "none";

    /** All goes through the log. */
    public static final StoreConfig NONE = new StoreConfig(NO_STORE, new NoConfig());

    /**
     * The settings with what references stand for, checked by the store itself.
     *
     * @throws IllegalArgumentException beginning with the key that is wrong, without {@code kafka.} before it
     */
    Optional<StoreSettings> settings(References references) {
        if (type.equals(NO_STORE)) {
            return Optional.empty();
        }
        Record plain = new ResolvedSettings(references).of("kafka.store.config", config);
        StoreSettings settings = new StoreSettings(type, plain);
        settings.open().close();
        return Optional.of(settings);
    }

    /** Without its settings, some of which may be secrets. */
    @Override
    public String toString() {
        return type;
    }
}
