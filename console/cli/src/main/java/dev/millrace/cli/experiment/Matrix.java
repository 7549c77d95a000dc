package dev.millrace.cli.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.millrace.cli.demo.DemoTask;
import dev.millrace.runtime.role.ShippedPolicy;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment compares, as its YAML file says.
 *
 * @param name of the experiment
 * @param task what the policies are asked for; answers, if it says nothing
 * @param policy that the runs begin with, by a name or a folder; that of the settings, if it says nothing
 * @param base how the policy that the runs begin with is made first, each {@code pretrain.key=value}; nothing is made, if it says
 *     nothing
 * @param bases several such policies by name, instead of one: every setting is run with each, and each has a table of its own
 * @param data what the runs train on and are judged by, where the command line does not say; {@code scenes}, if it says nothing
 * @param steps optimizer steps of each run
 * @param seeds of the runs
 * @param threshold held-out accuracy whose first reaching is reported, as a fraction of 1
 * @param common overrides of all runs, each {@code dotted.key=value}, below those of their settings
 * @param settings overrides by name, in the order of the table; the first is what others are compared with
 * @param supervised names of the settings that are trained on what the prompts ask for, as {@code pretrain} is, and not by rewards
 * @param tokens overrides by name under which amplified tokens are held to what the scenes show, without training
 */
public record Matrix(
        String name,
        @Nullable DemoTask task,
        @Nullable String policy,
        @Nullable List<String> base,
        @Nullable Map<String, List<String>> bases,
        @Nullable String data,
        int steps,
        List<Long> seeds,
        double threshold,
        @Nullable List<String> common,
        Map<String, List<String>> settings,
        @Nullable Set<String> supervised,
        @Nullable Map<String, List<String>> tokens) {

    private static final String SHIPPED =
            "baselines, credit, editing, long-credit, lvrpo, objectives, prior, referee, sizes, small-qwen";
    private static final String RESOURCES = "/dev/millrace/cli/experiment/";

    /** @throws IllegalArgumentException if something is missing */
    public Matrix {
        if (name == null || steps < 1 || seeds == null || seeds.isEmpty() || settings == null || settings.isEmpty()) {
            throw new IllegalArgumentException(
                    "an experiment needs a name, steps of at least 1, one seed and one of settings");
        }
        seeds = List.copyOf(seeds);
        common = common == null ? List.of() : List.copyOf(common);
        settings = ordered(settings);
        base = base == null ? List.of() : List.copyOf(base);
        bases = bases == null ? Map.of() : ordered(bases);
        if (!base.isEmpty() && !bases.isEmpty()) {
            throw new IllegalArgumentException("an experiment has a base or several bases, not both");
        }
        bases.keySet().forEach(Matrix::requireName);
        supervised = supervised == null ? Set.of() : Set.copyOf(supervised);
        if (!settings.keySet().containsAll(supervised)) {
            throw new IllegalArgumentException("supervised names " + supervised + ", which are not all settings: "
                    + String.join(", ", settings.keySet()));
        }
        tokens = tokens == null ? Map.of() : ordered(tokens);
    }

    private static void requireName(String base) {
        if (!base.matches("[a-z0-9_]+")) {
            throw new IllegalArgumentException("bases must have names of small letters, digits and _, not " + base);
        }
    }

    /** What the policies are asked for. */
    public DemoTask demoTask() {
        return task == null ? DemoTask.UNDERSTANDING : task;
    }

    /** What the runs train on, where the command line does not say. */
    public ExperimentData ownData() {
        return data == null ? ExperimentData.SCENES : ExperimentData.parse(data);
    }

    /** How the policies that runs begin with are made, by the names by which cells know them; empty if nothing is made. */
    public Map<String, List<String>> madeBases() {
        if (bases != null && !bases.isEmpty()) {
            return bases;
        }
        return base == null || base.isEmpty() ? Map.of() : Map.of(Cell.ONLY_BASE, base);
    }

    /** Settings of all runs that differ from the defaults: those of a demo of the same task and policy. */
    public List<String> presets() {
        List<String> presets = new ArrayList<>(demoTask().presets());
        if (policy != null) {
            ShippedPolicy.named(policy).ifPresent(shipped -> presets.addAll(shipped.presets()));
            presets.add("policy.checkpoint=" + policy);
        }
        return presets;
    }

    /** Settings under which amplified tokens are checked; empty if there are none. */
    public Map<String, List<String>> tokenSettings() {
        return tokens == null ? Map.of() : tokens;
    }

    private static Map<String, List<String>> ordered(Map<String, List<String>> settings) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        settings.forEach((key, overrides) -> copy.put(key, List.copyOf(overrides)));
        return Collections.unmodifiableMap(copy);
    }

    /**
     * Reads a matrix.
     *
     * @param source a file, or the name of one that ships with Millrace, for instance {@code credit}
     * @throws UsageException naming the source, if there is none or it says something else
     */
    public static Matrix read(String source) {
        try {
            Matrix matrix = new YAMLMapper().readValue(text(source), Matrix.class);
            if (matrix == null) {
                throw new UsageException(source + " is empty");
            }
            return matrix;
        } catch (JsonProcessingException e) {
            throw new UsageException(source + " is no experiment: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + source, e);
        }
    }

    private static String text(String source) throws IOException {
        if (Files.isRegularFile(Path.of(source))) {
            return Files.readString(Path.of(source));
        }
        try (InputStream shipped =
                source.matches("[a-z0-9_-]+") ? Matrix.class.getResourceAsStream(RESOURCES + source + ".yaml") : null) {
            if (shipped == null) {
                throw new UsageException("there is no experiment " + source
                        + "; give a YAML file, or one of those that ship with Millrace: " + SHIPPED);
            }
            return new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The same with these of its several bases alone; with all of them if none is named. */
    public Matrix withBases(Set<String> only) {
        Map<String, List<String>> kept = new LinkedHashMap<>(bases == null ? Map.of() : bases);
        for (String name : only) {
            if (!kept.containsKey(name)) {
                throw new UsageException("experiment " + this.name + " has no base " + name
                        + (kept.isEmpty() ? "; it has one alone" : "; it has " + String.join(", ", kept.keySet())));
            }
        }
        if (!only.isEmpty()) {
            kept.keySet().retainAll(only);
        }
        return new Matrix(
                name, task, policy, base, kept, data, steps, seeds, threshold, common, settings, supervised, tokens);
    }

    /** The same with other steps and seeds where they are given, and only the settings named, all if none is. */
    public Matrix with(@Nullable Integer otherSteps, List<Long> otherSeeds, Set<String> only) {
        Map<String, List<String>> kept = new LinkedHashMap<>(settings);
        for (String setting : only) {
            if (!settings.containsKey(setting)) {
                throw new UsageException("experiment " + name + " has no setting " + setting + "; it has "
                        + String.join(", ", settings.keySet()));
            }
        }
        if (!only.isEmpty()) {
            kept.keySet().retainAll(only);
        }
        Set<String> keptSupervised = new LinkedHashSet<>(supervised == null ? Set.of() : supervised);
        keptSupervised.retainAll(kept.keySet());
        return new Matrix(
                name,
                task,
                policy,
                base,
                bases,
                data,
                otherSteps == null ? steps : otherSteps,
                otherSeeds.isEmpty() ? seeds : otherSeeds,
                threshold,
                common,
                kept,
                keptSupervised,
                tokens);
    }

    /** The runs, seed by seed, so that an experiment that is stopped has compared what it has. */
    public List<Cell> cells(List<ExperimentData> data) {
        List<Cell> cells = new ArrayList<>();
        for (long seed : seeds) {
            for (ExperimentData prompts : data) {
                if (bases == null || bases.isEmpty()) {
                    add(cells, prompts, seed, Cell.ONLY_BASE);
                } else {
                    // A policy of another size is compared with its own control, in a table of its own.
                    bases.keySet().forEach(base -> add(cells, named(prompts, base), seed, base));
                }
            }
        }
        return cells;
    }

    private static ExperimentData named(ExperimentData prompts, String base) {
        return prompts.named(prompts.equals(ExperimentData.SCENES) ? base : prompts.name() + "-" + base);
    }

    private void add(List<Cell> cells, ExperimentData prompts, long seed, String base) {
        settings.forEach((setting, overrides) ->
                cells.add(new Cell(setting, withCommon(overrides), prompts, seed, isSupervised(setting), base)));
    }

    private boolean isSupervised(String setting) {
        return supervised != null && supervised.contains(setting);
    }

    private List<String> withCommon(List<String> overrides) {
        List<String> all = new ArrayList<>(common == null ? List.of() : common);
        all.addAll(overrides);
        return all;
    }
}
