package dev.millrace.cli.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.family.CheckpointFacts;
import dev.millrace.runtime.memory.Gigabytes;
import dev.millrace.runtime.memory.MemoryHere;
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
 * @param here memory that there is
 * @param memory what it will take
 * @param versions how large the versions are that come of training it
 */
public record ModelInspection(
        String checkpoint,
        String family,
        CheckpointFacts facts,
        EngineState engine,
        MemoryHere here,
        List<MemoryRow> memory,
        List<VersionRow> versions) {

    private static final String LINE = "%-18s %s";

    public ModelInspection {
        memory = List.copyOf(memory);
        versions = List.copyOf(versions);
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
        line(lines, "memory here", has());
        for (MemoryRow row : memory) {
            line(
                    lines,
                    "",
                    String.format(
                            Locale.ROOT,
                            "%-9s %-31s %10s%s%s",
                            row.precisionName(),
                            row.what(),
                            Gigabytes.of(row.forecast().bytesOn(here.device())),
                            here.device().isGpu()
                                    ? " and " + Gigabytes.of(row.forecast().hostBytes()) + " beside the card"
                                    : "",
                            here.fits(row.forecast()) ? "" : "  does not fit"));
        }
        for (VersionRow row : versions) {
            line(lines, "a version", row.what() + ": " + Gigabytes.of(row.bytes()) + ", " + row.way());
        }
        return lines;
    }

    private String has() {
        String device = known(here.ofDevice());
        return here.device().isGpu()
                ? device + " on " + here.device() + ", " + known(here.ofMachine()) + " beside it"
                : device;
    }

    private static String known(OptionalLong bytes) {
        return bytes.isPresent() ? Gigabytes.of(bytes.getAsLong()) : "not known";
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
        here.ofDevice().ifPresent(bytes -> root.put("available_bytes", bytes));
        ArrayNode rows = root.putArray("memory");
        for (MemoryRow row : memory) {
            ObjectNode node = rows.addObject();
            node.put("what", row.what()).put("precision", row.precisionName());
            node.put("bytes", row.forecast().bytesOn(here.device())).put("fits", here.fits(row.forecast()));
            if (here.device().isGpu()) {
                node.put("host_bytes", row.forecast().hostBytes());
            }
            ObjectNode parts = node.putObject("parts");
            row.forecast().parts().forEach(parts::put);
        }
        ArrayNode sizes = root.putArray("versions");
        for (VersionRow row : versions) {
            sizes.addObject()
                    .put("what", row.what())
                    .put("bytes", row.bytes())
                    .put("on_log", row.bytes() <= row.most());
        }
        return root;
    }
}
