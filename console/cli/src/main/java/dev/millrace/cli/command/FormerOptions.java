package dev.millrace.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Options that are called otherwise now. They are no aliases: the error says the present one. Pure. */
public final class FormerOptions {

    private record Former(Set<String> commands, String option, String now) {}

    private static final List<Former> ALL = List.of(
            new Former(Set.of("audit"), "--data", "--run DIR, the folder of a run"),
            new Former(Set.of("local"), "--data", "--run DIR, the folder of a run, in which the data lies in data/"),
            new Former(
                    Set.of("export", "replay", "compare", "show", "learn"),
                    "--local",
                    "--run DIR, the folder of a run (RUN, not RUN/data)"),
            new Former(Set.of("export", "replay"), "--output", "--out"),
            new Former(Set.of("demo"), "--prompts", "--data FILE"));

    private FormerOptions() {}

    /** What a word of a command line is called now; empty if it never was anything. */
    public static Optional<String> now(String command, String word) {
        String option = word.replaceFirst("=.*", "");
        return ALL.stream()
                .filter(former -> former.option.equals(option) && former.commands.contains(command))
                .findFirst()
                .map(former -> former.option + " is " + former.now + " now");
    }
}
