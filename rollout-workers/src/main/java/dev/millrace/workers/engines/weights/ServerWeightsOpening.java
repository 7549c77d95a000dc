package dev.millrace.workers.engines.weights;

import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateKind;
import dev.millrace.workers.engines.server.Canary;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Opens the way of weights to servers that settings ask for. Stateless. */
public final class ServerWeightsOpening {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(15);

    private ServerWeightsOpening() {}

    /**
     * Such a way, which its caller closes.
     *
     * @param model under which name the servers serve the model itself
     * @param files of a version, as such servers load them
     * @throws IllegalArgumentException if the settings have no way, or lack their folder
     * @throws java.io.UncheckedIOException if their folder cannot be written
     */
    public static ServerWeights open(
            ServerWeightsConfig config,
            Dialect dialect,
            String model,
            List<SamplerServer> servers,
            Canary canary,
            Function<PolicyUpdate, Map<String, FileContents>> files,
            Clock clock) {
        return open(config, dialect, model, servers, canary, files, clock, PATIENCE, PAUSE);
    }

    static ServerWeights open(
            ServerWeightsConfig config,
            Dialect dialect,
            String model,
            List<SamplerServer> servers,
            Canary canary,
            Function<PolicyUpdate, Map<String, FileContents>> files,
            Clock clock,
            Duration patience,
            Duration pause) {
        if (config.way() == ServerWeightsConfig.Way.NONE) {
            throw new IllegalArgumentException("way is none: servers keep what they were started with");
        }
        config.requireFolder();
        VersionNames names = new VersionNames(config.name());
        CanaryReader reader = new CanaryReader(canary, model);
        List<ServerState> states =
                servers.stream().map(server -> new ServerState(server, names)).toList();
        VersionFolders folders = new VersionFolders(Path.of(config.folder()), config.serverFolder(), names, files);
        boolean adapters = config.way() == ServerWeightsConfig.Way.ADAPTER;
        return new ServedVersions(
                folders,
                adapters
                        ? new AdapterWay(new AdapterCalls(dialect), reader, folders)
                        : new FullWay(new FolderCalls(dialect), reader),
                adapters ? UpdateKind.ADAPTER : UpdateKind.FULL,
                model,
                states,
                patience,
                pause,
                clock);
    }
}
