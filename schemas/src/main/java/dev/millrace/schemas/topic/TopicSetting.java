package dev.millrace.schemas.topic;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * A setting that a topic must have for Millrace to keep its promises.
 *
 * @param name Kafka's name
 * @param expected what the catalogue says
 * @param least true where more is as good, and -1 means without bound
 */
record TopicSetting(String name, String expected, boolean least) {

    /** The settings of {@code spec} that are verified; others, such as the size of segments, are matters of cost. */
    static List<TopicSetting> verified(TopicSpec spec) {
        return Stream.of(
                        of(spec, TopicConfig.CLEANUP_POLICY_CONFIG, false),
                        of(spec, TopicConfig.RETENTION_MS_CONFIG, true),
                        of(spec, TopicConfig.RETENTION_BYTES_CONFIG, true),
                        of(spec, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, true),
                        of(spec, TopicConfig.COMPRESSION_TYPE_CONFIG, false))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable TopicSetting of(TopicSpec spec, String name, boolean least) {
        String expected = spec.settings().get(name);
        return expected == null ? null : new TopicSetting(name, expected, least);
    }

    boolean accepts(@Nullable String found) {
        if (expected.equals(found)) {
            return true;
        }
        return least && found != null && atLeast(Long.parseLong(found), Long.parseLong(expected));
    }

    /** What is expected, in words. */
    String expectation() {
        return least && !expected.equals("-1") ? "at least " + expected : expected;
    }

    private static boolean atLeast(long found, long expected) {
        return found == -1 || (expected != -1 && found >= expected);
    }
}
