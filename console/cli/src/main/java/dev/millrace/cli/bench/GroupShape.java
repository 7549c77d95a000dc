package dev.millrace.cli.bench;

/**
 * What the groups of a bench are like.
 *
 * @param tokens of each of the 8 answers
 * @param method of reshaping; where it reads the dependency on the image, that is measured
 */
public record GroupShape(int tokens, String method) {

    /** Answers of a group. */
    public static final int SIZE = 8;

    /** @throws IllegalArgumentException unless it reads as 8xTOKENS or 8xTOKENS:METHOD */
    public static GroupShape parse(String text) {
        String[] parts = text.split(":", 2);
        if (!parts[0].matches(SIZE + "x[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("a shape is 8xTOKENS or 8xTOKENS:METHOD, not '" + text + "'");
        }
        return new GroupShape(Integer.parseInt(parts[0].substring(2)), parts.length > 1 ? parts[1] : "none");
    }

    boolean measured() {
        return !method.equals("none");
    }

    /** As it is written. */
    public String name() {
        return SIZE + "x" + tokens + (measured() ? ":" + method : "");
    }
}
