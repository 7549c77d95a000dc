package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Phases of a curriculum, which have names of the user's and say what differs only: they begin at once and weigh nothing. */
final class PhaseSections implements Completion {

    private static final KeyPath CURRICULUM = KeyPath.of("feeder.curriculum");

    @Override
    public void complete(Settings settings, KnownKeys known) {
        settings.objectAt(CURRICULUM).forEach(phase -> {
            if (phase instanceof ObjectNode section) {
                complete(section);
            }
        });
    }

    private static void complete(ObjectNode phase) {
        phase.putIfAbsent("epoch", phase.numberNode(0));
        phase.putIfAbsent("step", phase.numberNode(0));
        phase.putIfAbsent("weights", phase.objectNode());
    }
}
