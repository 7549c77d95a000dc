package dev.millrace.replay.origin;

import dev.millrace.policy.checkpoint.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What a checkpoint says of its making. Pure. */
public final class CheckpointOrigin {

    private CheckpointOrigin() {}

    /** @param parameters number of its weights */
    public static List<String> lines(String folder, TrainingState state, long parameters) {
        List<String> lines = new ArrayList<>();
        lines.add("checkpoint " + folder);
        lines.add(line("policy version", String.valueOf(state.step())));
        lines.add(line("parameters", String.valueOf(parameters)));
        new TreeMap<>(state.provenance()).forEach((name, value) -> lines.add(line(name, value)));
        new TreeMap<>(state.seeds()).forEach((name, value) -> lines.add(line("seed of " + name, value.toString())));
        new TreeMap<>(state.offsets())
                .forEach((name, value) -> lines.add(line("position in " + name, value.toString())));
        return lines;
    }

    static String line(String name, String value) {
        return String.format(Locale.ROOT, "  %-24s %s", name, value);
    }
}
