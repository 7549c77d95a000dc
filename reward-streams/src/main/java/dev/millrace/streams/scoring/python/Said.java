package dev.millrace.streams.scoring.python;

import com.fasterxml.jackson.databind.JsonNode;

/** What comes from a process. */
sealed interface Said {

    /** A message. */
    record Message(JsonNode content) implements Said {}

    /**
     * It has ended, and nothing more will come.
     *
     * @param how in words
     * @param isKilled whether a signal ended it
     */
    record Ended(String how, boolean isKilled) implements Said {}
}
