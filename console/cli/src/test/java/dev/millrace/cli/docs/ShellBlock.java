package dev.millrace.cli.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A block of shell commands in a page.
 *
 * @param line of the page at which its first command stands
 * @param text the commands
 */
record ShellBlock(int line, String text) {

    /** The first line of a block that no test runs; the reason stands behind it. */
    private static final String NOT_TESTED = "# not tested: ";

    /** Blocks that stand between {@code ```sh} and {@code ```}, in their order. */
    static List<ShellBlock> of(List<String> page) {
        List<ShellBlock> blocks = new ArrayList<>();
        Optional<StringBuilder> open = Optional.empty();
        int begin = 0;
        for (int i = 0; i < page.size(); i++) {
            String line = page.get(i);
            if (open.isPresent() && line.strip().equals("```")) {
                blocks.add(new ShellBlock(begin, open.get().toString()));
                open = Optional.empty();
            } else if (open.isPresent()) {
                open.get().append(line).append('\n');
            } else if (line.strip().equals("```sh")) {
                open = Optional.of(new StringBuilder());
                begin = i + 2;
            }
        }
        return blocks;
    }

    /** The lines of a page below a heading, up to the next one of its level. */
    static List<String> section(List<String> page, String heading) {
        int begin = page.indexOf(heading);
        if (begin < 0) {
            throw new IllegalArgumentException("there is no heading " + heading);
        }
        String level = heading.substring(0, heading.indexOf(' ') + 1);
        int end = begin + 1;
        while (end < page.size() && !page.get(end).startsWith(level)) {
            end++;
        }
        return page.subList(begin, end);
    }

    boolean isTested() {
        return !text.startsWith(NOT_TESTED);
    }
}
