package dev.millrace.runtime.config;

import dev.millrace.policy.text.EditDistance;
import dev.millrace.schemas.client.KnownProperties;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Client properties that no client knows, and that look like one that is known. A property may be meant for a plug-in of
 * the user's, so it is passed on, and one that looks like nothing known is not spoken of. Pure.
 */
public final class MisspeltProperties {

    private static final Set<String> OF_STREAMS = StreamsConfig.configDef().names();

    private MisspeltProperties() {}

    /** A line for each, in the order of their keys. */
    public static List<String> of(Map<String, String> properties) {
        Set<String> known = new TreeSet<>(KnownProperties.all());
        known.addAll(OF_STREAMS);
        return new TreeMap<>(properties)
                .keySet().stream()
                        .filter(key -> !KnownProperties.isKnown(key, OF_STREAMS))
                        .flatMap(key -> hint(key, known).stream())
                        .toList();
    }

    private static Optional<String> hint(String key, Set<String> known) {
        String plain = KnownProperties.plain(key);
        String before = key.substring(0, key.length() - plain.length());
        return EditDistance.nearest(plain, known)
                .map(near -> "kafka.properties." + key + " is no setting of any client; did you mean " + before + near
                        + "? It is passed on as it is");
    }
}
