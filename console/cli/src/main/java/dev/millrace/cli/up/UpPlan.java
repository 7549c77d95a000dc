package dev.millrace.cli.up;

import dev.millrace.cli.up.UpProcess.Part;
import dev.millrace.runtime.config.KafkaConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which processes a run has, and how each is called.
 *
 * @param folder of the run
 * @param settings arguments by which every command reads the same settings
 * @param broker where broker and registry of its own are; empty where they are others'
 * @param scorers names of those that run here
 * @param workers how many
 * @param data the data set that is fed; empty where somebody else feeds prompts
 * @param heldOut the data set that an evaluator judges versions on; empty where nobody does
 * @param hasPage whether its page is served
 */
public record UpPlan(
        Path folder,
        List<String> settings,
        Optional<OwnBroker> broker,
        List<String> scorers,
        int workers,
        Optional<String> data,
        Optional<String> heldOut,
        boolean hasPage) {

    /** What {@code local} says last when it serves. */
    private static final String SERVES = "Ctrl-C stops it";

    public UpPlan {
        settings = List.copyOf(settings);
        scorers = List.copyOf(scorers);
    }

    /**
     * A broker and a registry on this machine.
     *
     * @param port of the broker
     * @param registryPort of the registry
     */
    public record OwnBroker(int port, int registryPort) {

        /** The settings with these addresses. */
        public KafkaConfig at(KafkaConfig kafka) {
            return kafka.at("localhost:" + port, "http://localhost:" + registryPort);
        }
    }

    /** The processes, the broker first. */
    public List<UpProcess> processes() {
        List<UpProcess> all = new ArrayList<>();
        broker.ifPresent(own -> all.add(new UpProcess(
                "local",
                Part.BROKER,
                arguments(List.of(
                        "local",
                        "--run",
                        folder.toString(),
                        "--port",
                        String.valueOf(own.port()),
                        "--registry-port",
                        String.valueOf(own.registryPort()))),
                Optional.of(SERVES))));
        if (hasPage) {
            all.add(role("page", Part.PAGE, List.of("page")));
        }
        all.add(process("learner", Part.LEARNER, List.of("learn", "--out", folder.toString())));
        all.add(role("streams", Part.STREAMS, List.of("streams")));
        if (!scorers.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("score"));
            command.addAll(scorers);
            all.add(role("score", Part.SCORERS, command));
        }
        for (int i = 0; i < workers; i++) {
            all.add(role("worker-" + i, Part.WORKER, List.of("worker", "--id", String.valueOf(i))));
        }
        heldOut.ifPresent(
                file -> all.add(role("evaluate", Part.EVALUATOR, List.of("evaluate", "--follow", "--data", file))));
        data.ifPresent(file -> all.add(process("prompts", Part.FEEDER, List.of("prompts", "publish", file, "--loop"))));
        return all;
    }

    private UpProcess role(String name, Part part, List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--out", folder.resolve("roles").toString()));
        return process(name, part, all);
    }

    private UpProcess process(String name, Part part, List<String> command) {
        return new UpProcess(name, part, arguments(command), Optional.empty());
    }

    private List<String> arguments(List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.addAll(settings);
        broker.ifPresent(own -> {
            KafkaConfig at = own.at(KafkaConfig.defaults());
            all.addAll(List.of("-s", "kafka.bootstrap=" + at.bootstrap(), "-s", "kafka.registry=" + at.registry()));
        });
        return all;
    }
}
