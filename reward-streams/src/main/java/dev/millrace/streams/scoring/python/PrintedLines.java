package dev.millrace.streams.scoring.python;

import dev.millrace.schemas.secret.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a process prints, line by line, with the sample that it was asked about then. However much is printed, it is
 * read, so that the process never waits, and no more of it is kept than the beginning of a line. Secrets are left out.
 */
final class PrintedLines {

    /** Most characters that are told of a line. */
    static final int LONGEST = 500;

    /** Most bytes that are kept of it: a secret is known only by all of it. */
    private static final int MOST_KEPT = 16 * 1024;

    /** Begins the line by which the adapter says what the following ones are about. */
    private static final int MARK = 0x1e;

    private final Taker taker;
    private final byte[] line = new byte[MOST_KEPT];
    private int kept;
    private long length;
    private boolean isMark;
    private String about = "";

    /** Takes a line. */
    @FunctionalInterface
    interface Taker {
        /** @param about what was judged when it was printed; empty if nothing was */
        void take(String about, String line);
    }

    PrintedLines(Taker taker) {
        this.taker = taker;
    }

    /** Reads to the end. */
    void read(InputStream printed) throws IOException {
        byte[] bytes = new byte[8192];
        for (int count = printed.read(bytes); count >= 0; count = printed.read(bytes)) {
            for (int i = 0; i < count; i++) {
                next(bytes[i]);
            }
        }
        end();
    }

    private void next(byte one) {
        if (one == MARK) {
            end();
            isMark = true;
        } else if (one == '\n') {
            end();
        } else {
            if (kept < MOST_KEPT) {
                line[kept++] = one;
            }
            length++;
        }
    }

    private void end() {
        String whole = Redaction.hide(new String(line, 0, kept, StandardCharsets.UTF_8))
                .stripTrailing();
        String text = whole.substring(0, Math.min(whole.length(), LONGEST));
        if (isMark) {
            about = text;
        } else if (!text.isEmpty()) {
            boolean cut = length > kept || text.length() < whole.length();
            taker.take(about, cut ? text + "… (" + length + " bytes)" : text);
        }
        kept = 0;
        length = 0;
        isMark = false;
    }
}
