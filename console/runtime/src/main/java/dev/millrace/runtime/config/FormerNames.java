package dev.millrace.runtime.config;

import java.util.Optional;

/** Where settings of an earlier release are now. They are no aliases: the error names the new place. */
final class FormerNames {

    private static final String OF_SCORERS = "scorer.";

    private FormerNames() {}

    /** The present name of a former key; empty if it is none. */
    static Optional<String> now(KeyPath unknown) {
        String key = unknown.toString();
        if (key.matches("scorer\\.(semantic|instruction)(\\..*)?")) {
            String scorer = unknown.keys().get(1);
            return Optional.of("scorers." + scorer + ".config" + key.substring(OF_SCORERS.length() + scorer.length()));
        }
        return switch (key) {
            case "scorer.referees" ->
                Optional.of("scorers.NAME.config.referees, for semantic, instruction and knowledge");
            case "scorer.batch" -> Optional.of("scorers.NAME.batch");
            case "reward.external" -> Optional.of("scorers.NAME.type=external");
            default -> Optional.empty();
        };
    }
}
