package dev.millrace.models.qwen.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Texts at which answers end. They are looked for in the bytes of what was said, so it does not matter in which tokens, and
 * where in a token, they begin and end. Immutable.
 */
public final class StopTexts {

    private record Stop(String text, byte[] bytes) {}

    private final List<Stop> stops;
    private final int longest;

    /** @param texts none of them empty */
    public StopTexts(List<String> texts) {
        this.stops = texts.stream()
                .map(text -> new Stop(text, text.getBytes(StandardCharsets.UTF_8)))
                .toList();
        this.longest = stops.stream().mapToInt(stop -> stop.bytes.length).max().orElse(0);
    }

    /**
     * A stop text that was said.
     *
     * @param begin its first byte
     */
    record Found(String text, int begin) {}

    /**
     * The stop text that begins first, and of those that begin there the first of the list.
     *
     * @param length bytes that count
     * @param looked bytes in which none was found before
     */
    Optional<Found> in(byte[] said, int length, int looked) {
        for (int begin = Math.max(0, looked - longest + 1); begin < length; begin++) {
            for (Stop stop : stops) {
                if (isAt(stop.bytes, said, begin, length)) {
                    return Optional.of(new Found(stop.text, begin));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isAt(byte[] stop, byte[] said, int begin, int length) {
        if (begin + stop.length > length) {
            return false;
        }
        for (int i = 0; i < stop.length; i++) {
            if (said[begin + i] != stop[i]) {
                return false;
            }
        }
        return true;
    }
}
