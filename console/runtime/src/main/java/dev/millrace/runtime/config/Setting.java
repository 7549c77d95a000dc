package dev.millrace.runtime.config;

import java.util.List;
import java.util.Optional;

/**
 * All there is to say of one setting, or of a section of settings.
 *
 * @param key the dotted way to it
 * @param kind what its value is, in a few words
 * @param words what it is, with its unit and range; empty where nobody wrote it
 * @param standard its value where nothing is said, as it is written in a file; empty for a section, and where the default
 *     depends on others
 * @param choices the values there are, for one that has a choice
 * @param elsewhere what other systems call it
 * @param isSection whether keys stand below it
 */
public record Setting(
        String key,
        String kind,
        String words,
        Optional<String> standard,
        List<Choice> choices,
        List<PeerName> elsewhere,
        boolean isSection) {

    /**
     * One value of several.
     *
     * @param words what it means; empty where nobody wrote it
     */
    public record Choice(String value, String words) {}
}
