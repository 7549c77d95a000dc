package dev.millrace.monitoring.groups;

/** A filter that cannot be read: what is wrong, and where. */
public final class FilterException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int at;
    private final int length;

    /**
     * @param message one line: what is wrong, and what to write instead
     * @param at first character that is wrong, from 0
     * @param length characters that are wrong; 0 at the end
     */
    FilterException(String message, int at, int length) {
        super(message);
        this.at = at;
        this.length = length;
    }

    public int at() {
        return at;
    }

    public int length() {
        return length;
    }
}
