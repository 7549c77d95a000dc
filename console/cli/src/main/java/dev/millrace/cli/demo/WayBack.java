package dev.millrace.cli.demo;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import java.nio.file.Path;
import java.util.List;

/** How to see a run again that is over: its topics lie in its folder, and its settings beside them. Pure. */
public final class WayBack {

    private WayBack() {}

    /** What to say, the commands with all that they need. */
    public static List<String> lines(MillraceConfig settings, Path folder) {
        KafkaConfig asked = settings.kafka();
        KafkaConfig local = KafkaConfig.defaults();
        boolean isElsewhere = !asked.bootstrap().equals(local.bootstrap())
                || !asked.registry().equals(local.registry());
        // The settings may name a cluster; a demo has never asked it.
        String here = isElsewhere
                ? " -s kafka.bootstrap=" + local.bootstrap() + " -s kafka.registry=" + local.registry()
                : "";
        return List.of(
                "see its page again, with a terminal for each:",
                "  ./millrace local --run " + quoted(folder),
                "  ./millrace page --config " + quoted(folder.resolve("config.yaml")) + here);
    }

    /** As a shell takes it. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
