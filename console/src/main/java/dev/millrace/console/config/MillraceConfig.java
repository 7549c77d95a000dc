package dev.millrace.console.config;

/**
 * Everything that can be set, in one tree. Each role takes its own section and never sees the others.
 *
 * @param run which run, and its seed
 * @param kafka where the broker and the registry are
 */
public record MillraceConfig(RunConfig run, KafkaConfig kafka) {

    public static MillraceConfig defaults() {
        return new MillraceConfig(RunConfig.defaults(), KafkaConfig.defaults());
    }

    /** Reads this tree. */
    public static ConfigLoader<MillraceConfig> loader() {
        return new ConfigLoader<>(MillraceConfig.class, defaults());
    }
}
