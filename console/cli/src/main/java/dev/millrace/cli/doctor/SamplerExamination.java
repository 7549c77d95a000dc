package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.ErrorLine;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.schemas.secret.References;
import dev.millrace.schemas.secret.ResolvedSettings;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;

/** Whether the inference servers of the workers answer; what they serve, a worker asks itself when it starts. */
record SamplerExamination(MillraceConfig settings, Clock clock) implements Examination {

    private static final String CONFIG = "worker.engine.config";
    private static final Duration WITHIN = Duration.ofSeconds(5);

    @Override
    public String subject() {
        return "sampler servers";
    }

    @Override
    public List<Finding> examine() {
        if (!(settings.worker().engine().config() instanceof HttpEngineConfig written)) {
            return List.of(Finding.fine("none is set: workers sample themselves"));
        }
        HttpEngineConfig config = (HttpEngineConfig) new ResolvedSettings(References.ofProcess()).of(CONFIG, written);
        return config.urls().stream()
                .map(url -> look(new SamplerServer(config.endpoint(url), clock)))
                .toList();
    }

    private static Finding look(SamplerServer server) {
        try {
            String unused = server.getForText(ServerCall.HEALTH, WITHIN);
            return Finding.fine(server.address() + " answers");
        } catch (IOException e) {
            return Finding.fault(
                    server.address() + " does not answer: " + ErrorLine.of(e),
                    "start it, or set " + CONFIG + ".urls to where it is");
        } catch (ReplyException e) {
            return Finding.fault(
                    server.address() + " is not well: " + ErrorLine.of(e),
                    "see its own log; where it wants a key, set " + CONFIG + ".api_key");
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
