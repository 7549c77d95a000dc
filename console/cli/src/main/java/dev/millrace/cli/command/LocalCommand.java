package dev.millrace.cli.command;

import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.infra.local.LocalStackConfig.FurtherListener;
import dev.millrace.infra.local.LocalTls;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.log.RunLog;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code local}: only the broker and the registry. */
@Command(
        name = "local",
        description = {
            "Run only a broker and a schema registry, on this machine, until Ctrl-C.",
            "Their data stays in the folder of a run, so that the next start goes on where this one ended: also that of a"
                    + " demo, or of up, which is over, to look at it again."
        })
public final class LocalCommand extends SettingsCommand {

    private static final Duration STOP = Duration.ofSeconds(30);

    @Option(
            names = "--run",
            paramLabel = "DIR",
            defaultValue = "runs/local",
            description = "Folder of the run, in which the data lies in data/. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path run;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port of the broker; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Port of the registry; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int registryPort;

    @Option(
            names = "--advertised-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description =
                    "Port that clients are told to use, where something stands before the broker. Default: its own")
    private int advertisedPort;

    @Option(
            names = "--also",
            paramLabel = "PORT=ADVERTISED",
            description = "One more port of the broker, and the port that clients are told who come by it.")
    private Map<Integer, Integer> also = new LinkedHashMap<>();

    @Option(names = "--bare", description = "Neither create the topics nor register the schemas.")
    private boolean bare;

    @Option(
            names = "--tls",
            paramLabel = "DIR",
            description =
                    "Speak TLS only, with what infra/security/certificates has made in DIR for broker and registry; let in"
                            + " who has a certificate of the same authority, as the user of its name, with the rights that acls create"
                            + " gives. The user administrator may do everything. Goes with --bare.")
    private @Nullable Path tls;

    @Override
    Optional<Path> ownConfig() {
        return RunData.config(run);
    }

    @Override
    void check(MillraceConfig settings) {
        if (tls != null && !bare) {
            throw new UsageException(
                    "--tls goes with --bare: topics are created by a user who may, with `topics create`");
        }
    }

    @Override
    int run(MillraceConfig settings) throws InterruptedException {
        Path data = RunData.of(run);
        LocalStackConfig config = config(data);
        CountDownLatch stop = new CountDownLatch(1);
        try (StopSignal signal = StopSignal.install(STOP)) {
            signal.onRequest(stop::countDown);
            out().println("starting a broker and a registry on " + data + " …");
            out().flush();
            try (LocalStack stack = LocalStack.start(config)) {
                RunLog.toFile(data.resolve("local.log"));
                announce(settings.kafka(), stack.connection(), data);
                stop.await();
                out().println("stopping");
                out().flush();
            }
        }
        return StopSignal.EXIT_CODE;
    }

    private LocalStackConfig config(Path data) {
        try {
            List<FurtherListener> further = also.entrySet().stream()
                    .map(each -> new FurtherListener(each.getKey(), each.getValue()))
                    .toList();
            return new LocalStackConfig(
                    data,
                    port,
                    registryPort,
                    advertisedPort,
                    further,
                    Optional.ofNullable(tls).map(LocalTls::new));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private void announce(KafkaConfig kafka, KafkaConnection connection, Path data) {
        KafkaConfig here = kafka.at(connection.bootstrapServers(), connection.registryUrl());
        if (!bare) {
            new Provisioning(here).create();
        }
        out().println("broker    " + here.bootstrap());
        out().println("registry  " + here.registry());
        out().println(
                        bare
                                ? "topics    none created (--bare)"
                                : "topics    created, schemas registered, prefix \"" + here.topicPrefix() + "\"");
        KafkaConfig standard = KafkaConfig.defaults();
        boolean needsAddress = !here.bootstrap().equals(standard.bootstrap())
                || !here.registry().equals(standard.registry());
        out().println("roles     ./millrace worker|score|streams|learn"
                + (needsAddress
                        ? " -s kafka.bootstrap=" + here.bootstrap() + " -s kafka.registry=" + here.registry()
                        : ""));
        out().println("Ctrl-C stops it; the data stays in " + data);
        out().flush();
    }
}
