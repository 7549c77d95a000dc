package dev.millrace.cli.bench.all;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bench as it is run among all of them.
 *
 * @param name of its files
 * @param arguments of its command line, without where its JSON goes
 * @param limit after which it is ended; what a quiet machine of two cores needs, several times over
 * @param missing why it cannot be run here
 */
public record PlannedBench(String name, List<String> arguments, Duration limit, Optional<String> missing) {

    private static final String NO_PYTHON = "no Python with PyTorch was given; give one with --python";

    public PlannedBench {
        arguments = List.copyOf(arguments);
    }

    /**
     * All of them but those of models that are brought ({@code bench qwen}). On a quiet machine of two cores they take 12 minutes
     * together.
     *
     * @param python with PyTorch, for those that compare with it
     */
    public static List<PlannedBench> all(Optional<String> python) {
        List<PlannedBench> plan = new ArrayList<>();
        plan.add(of("start", 5, "start", "--rounds", "3"));
        plan.add(of("topology-8x12", 6, "topology", "--shape", "8x12", "--groups", "10000", "--rounds", "3"));
        plan.add(of("topology-8x768", 9, "topology", "--shape", "8x768:prpo", "--groups", "10000", "--rounds", "1"));
        plan.add(of("bus", 4, "bus", "--rounds", "7"));
        plan.add(of("credit", 2, "credit"));
        plan.add(of("weights", 5, "weights"));
        plan.add(of("sampler", 4, "sampler", "--rounds", "2", "--seconds", "15"));
        plan.add(withPython("policy", 6, python, "policy"));
        return List.copyOf(plan);
    }

    private static PlannedBench of(String name, int minutes, String... arguments) {
        return new PlannedBench(name, List.of(arguments), Duration.ofMinutes(minutes), Optional.empty());
    }

    private static PlannedBench withPython(String name, int minutes, Optional<String> python, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        python.ifPresent(program -> all.addAll(List.of("--python", program)));
        return new PlannedBench(
                name, all, Duration.ofMinutes(minutes), python.isPresent() ? Optional.empty() : Optional.of(NO_PYTHON));
    }
}
