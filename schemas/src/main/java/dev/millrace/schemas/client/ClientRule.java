package dev.millrace.schemas.client;

import java.util.Optional;

/**
 * A property of Kafka's clients that is no matter of taste.
 *
 * @param key its name
 * @param value what it always is; empty where each role has a value of its own
 * @param why behind "cannot be set: "
 */
public record ClientRule(String key, Optional<String> value, String why) {

    static ClientRule fixed(String key, String value, String why) {
        return new ClientRule(key, Optional.of(value), why);
    }

    static ClientRule own(String key, String why) {
        return new ClientRule(key, Optional.empty(), why);
    }

    /** Whether {@code asked} is what it is anyway. */
    boolean admits(String asked) {
        String word = asked.strip();
        boolean sameAcks = key.equals("acks") && word.equals("-1");
        return value.isPresent() && (sameAcks || value.get().equalsIgnoreCase(word));
    }
}
