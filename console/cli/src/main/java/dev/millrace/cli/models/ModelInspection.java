package dev.millrace.cli.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.family.CheckpointFacts;
import dev.millrace.runtime.memory.Gigabytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * All that is said of a checkpoint on a machine.
 *
 * @param checkpoint as it was named
 * @param family that knows it
 * @param facts what it is
 * @param engine what there is to run it
 * @param available memory of the device, in bytes; empty where it is not known
 * @param memory what it will take
 */
public record ModelInspection(
        String checkpoint,
        String family,
        CheckpointFacts facts,
        EngineState engine,
        OptionalLong available,
        List<MemoryRow> memory) {

    private static final String LINE = "%-18s %s";

    public ModelInspection {
        memory = List.copyOf(memory);
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        line(lines, "checkpoint", checkpoint);
        line(lines, "family", family);
        if (facts.parameters() > 0) {
            line(lines, "parameters", String.format(Locale.ROOT, "%,d", facts.parameters()));
        }
        facts.facts().forEach((name, fact) -> line(lines, name, fact));
        engine.library()
                .ifPresent(library -> line(
                        lines,
                        "engine",
                        library + ", "
                                + (engine.graphicsCards() == 0
                                        ? "no graphics card"
                                        : engine.graphicsCards() + " card(s)")));
        engine.problem().ifPresent(problem -> line(lines, "engine", "CANNOT RUN: " + problem));
        String has = available.isPresent() ? Gigabytes.of(available.getAsLong()) : "not known";
        line(lines, "memory here", has);
        for (MemoryRow row : memory) {
            line(
                    lines,
                    "",
                    String.format(
                            Locale.ROOT,
                            "%-9s %-31s %10s%s",
                            row.precisionName(),
                            row.what(),
                            Gigabytes.of(row.forecast().bytes()),
                            fits(row) ? "" : "  does not fit"));
        }
        return lines;
    }

    private boolean fits(MemoryRow row) {
        return available.isEmpty() || row.forecast().bytes() <= available.getAsLong();
    }

    private static void line(List<String> lines, String name, String text) {
        lines.add(String.format(Locale.ROOT, LINE, name, text).stripTrailing());
    }

    /** For programs. */
    public ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("checkpoint", checkpoint).put("family", family).put("parameters", facts.parameters());
        ObjectNode what = root.putObject("facts");
        facts.facts().forEach(what::put);
        ObjectNode runs = root.putObject("engine");
        runs.put("library", engine.library().orElse(null));
        runs.put("graphics_cards", engine.graphicsCards());
        runs.put("problem", engine.problem().orElse(null));
        if (available.isPresent()) {
            root.put("available_bytes", available.getAsLong());
        }
        ArrayNode rows = root.putArray("memory");
        for (MemoryRow row : memory) {
            ObjectNode node = rows.addObject();
            node.put("what", row.what()).put("precision", row.precisionName());
            node.put("bytes", row.forecast().bytes()).put("fits", fits(row));
            ObjectNode parts = node.putObject("parts");
            row.forecast().parts().forEach(parts::put);
        }
        return root;
    }
}
