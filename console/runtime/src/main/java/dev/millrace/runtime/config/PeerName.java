package dev.millrace.runtime.config;

import java.util.List;
import java.util.Optional;

/**
 * What other systems of post-training call something.
 *
 * @param name as it is written there, with as much of the way to it as tells it from others
 * @param systems that have the name
 * @param ours the key of our setting; empty where there is none
 * @param note what is different here, or why there is no such setting; may be empty where there is one
 */
public record PeerName(String name, List<String> systems, Optional<String> ours, String note) {

    public PeerName {
        systems = List.copyOf(systems);
        if (ours.isEmpty() && note.isBlank()) {
            throw new IllegalArgumentException(name + " has neither a setting here nor a reason why not");
        }
    }
}
