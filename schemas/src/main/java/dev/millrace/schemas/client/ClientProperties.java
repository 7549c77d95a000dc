package dev.millrace.schemas.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which properties of a user the clients cannot obey. */
public final class ClientProperties {

    /** Kafka Streams takes a property for one of its clients alone. */
    private static final List<String> OF_STREAMS_CLIENTS =
            List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.");

    /** The streams have no batch of their own that these would cut. */
    private static final Set<String> FREE_IN_STREAMS = Set.of("max.poll.records", "max.poll.interval.ms");

    /** The broker decides these for groups of its own protocol, and the client refuses them. */
    private static final Set<String> CLASSIC_ONLY =
            Set.of("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy");

    private static final Map<String, ClientRule> RULES = new HashMap<>();

    static {
        for (ClientKind kind : ClientKind.values()) {
            kind.rules().forEach(rule -> RULES.put(rule.key(), rule));
        }
    }

    private ClientProperties() {}

    /**
     * What cannot be set, and why.
     *
     * @return reason by key as it was given, in the order of the keys; empty where all can be obeyed
     */
    public static SortedMap<String, String> refused(Map<String, String> properties) {
        SortedMap<String, String> refused = new TreeMap<>();
        properties.forEach((key, value) -> {
            reason(key, value).ifPresent(why -> refused.put(key, why));
            if (CLASSIC_ONLY.contains(key) && !"classic".equalsIgnoreCase(properties.get("group.protocol"))) {
                refused.put(
                        key,
                        "the brokers decide it for the workers' group, by their group.consumer settings; set"
                                + " group.protocol to classic as well, and the workers decide");
            }
        });
        return refused;
    }

    /** A key without the name of the one client of streams that it is for. */
    static String withoutClient(String key) {
        return OF_STREAMS_CLIENTS.stream()
                .filter(key::startsWith)
                .findFirst()
                .map(prefix -> key.substring(prefix.length()))
                .orElse(key);
    }

    private static Optional<String> reason(String key, String value) {
        String plain = withoutClient(key);
        if (!plain.equals(key) && FREE_IN_STREAMS.contains(plain)) {
            return Optional.empty();
        }
        return Optional.ofNullable(RULES.get(plain))
                .filter(rule -> !rule.admits(value))
                .map(rule -> rule.value()
                        .map(always -> "it is always " + always + ", as " + rule.why())
                        .orElse(rule.why()));
    }
}
