package dev.millrace.learner.checkpoint;

import dev.millrace.policy.checkpoint.TrainingState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a checkpoint in a store is: its index, which is written when all its files are there.
 *
 * @param state what the checkpoint says of itself, so that nobody fetches one that is of no use
 * @param files all files by their name, each in the parts that it is cut into
 */
record StoredCheckpoint(TrainingState state, Map<String, List<Part>> files) {

    /** An object that is a file, or a part of it. */
    record Part(String sha256, long bytes) {}

    StoredCheckpoint {
        files = Map.copyOf(files);
    }

    /** Digests of its parts. */
    Set<String> objects() {
        Set<String> objects = new TreeSet<>();
        files.values().forEach(parts -> parts.forEach(part -> objects.add(part.sha256())));
        return objects;
    }

    long bytes() {
        return files.values().stream()
                .flatMap(List::stream)
                .mapToLong(Part::bytes)
                .sum();
    }
}
