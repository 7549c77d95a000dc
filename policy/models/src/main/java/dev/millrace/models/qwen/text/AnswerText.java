package dev.millrace.models.qwen.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What an answer says while it grows, byte by byte, without special tokens. For one thread. */
public final class AnswerText {

    private final TokenTable table;
    private final StopTexts stops;
    private byte[] said = new byte[64];
    private int length;

    public AnswerText(TokenTable table, StopTexts stops) {
        this.table = table;
        this.stops = stops;
    }

    /**
     * Takes the next token.
     *
     * @return the stop text that it completed: the answer ends then, and its text before it
     */
    public Optional<String> add(int id) {
        if (table.isSpecial(id)) {
            return Optional.empty();
        }
        byte[] more = table.bytes(id).orElse(new byte[0]);
        int looked = length;
        if (length + more.length > said.length) {
            said = Arrays.copyOf(said, 2 * (length + more.length));
        }
        System.arraycopy(more, 0, said, length, more.length);
        length += more.length;
        Optional<StopTexts.Found> found = stops.in(said, length, looked);
        found.ifPresent(stop -> length = stop.begin());
        return found.map(StopTexts.Found::text);
    }

    /** The text so far, without the stop text that ended it; bytes that are no UTF-8 become U+FFFD. */
    public String text() {
        return new String(said, 0, length, StandardCharsets.UTF_8);
    }
}
