package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.EngineAwayException;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.ask.Sampler;
import dev.millrace.workers.engines.probe.ProbeException;
import dev.millrace.workers.engines.probe.ProbePrompt;
import dev.millrace.workers.engines.probe.SamplerCapabilities;
import dev.millrace.workers.engines.probe.ServerProbe;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.HttpEngineConfig.EndpointChoice;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries all servers before anything is sampled, and each one again when it comes back. */
final class FirstLook {

    private static final Logger log = LoggerFactory.getLogger(FirstLook.class);
    private static final int NOT_FOUND = 404;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final HttpEngineConfig config;
    private final ServedPolicy policy;
    private final KnownServers known;
    private final ProbePrompt prompt;
    private Sampler sampler;

    FirstLook(HttpEngineConfig config, ServedPolicy policy, KnownServers known) {
        this.config = config;
        this.policy = policy;
        this.known = known;
        this.prompt = new ProbePrompt(policy.format(), policy.form());
        this.sampler = sampler(config.endpoint() != EndpointChoice.CHAT);
    }

    private Sampler sampler(boolean tokensIn) {
        return Sampler.of(
                config.dialect(),
                tokensIn,
                policy.format(),
                policy.form(),
                policy.described().vocabulary());
    }

    /** How servers are asked; known once one was tried. */
    Sampler sampler() {
        return sampler;
    }

    ProbePrompt prompt() {
        return prompt;
    }

    /**
     * Tries all of them; waits for the first to answer.
     *
     * @param patience how long
     * @return those that did not answer
     * @throws EngineAwayException if none answered as long as patience lasts
     * @throws ProbeException if one must not be sampled with
     */
    List<SamplerServer> tryAll(List<SamplerServer> servers, Duration patience) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            Map<SamplerServer, IOException> silent = silent(servers);
            if (silent.size() < servers.size()) {
                silent.forEach((server, why) -> log.atWarn()
                        .addKeyValue("server", server)
                        .setCause(why)
                        .log("server does not answer; it is left out"));
                return List.copyOf(silent.keySet());
            }
            String why = String.join(
                    "; ", silent.values().stream().map(Throwable::getMessage).toList());
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new EngineAwayException("no inference server answers (patience): " + why);
            }
            log.atWarn().addKeyValue("servers", why).log("no inference server answers yet; trying again");
            Thread.sleep(Math.min(PAUSE.toMillis(), config.patience().toMillis()));
        }
    }

    private Map<SamplerServer, IOException> silent(List<SamplerServer> servers) throws InterruptedException {
        Map<SamplerServer, IOException> silent = new LinkedHashMap<>();
        for (SamplerServer server : servers) {
            try {
                tryFirst(server);
            } catch (IOException e) {
                silent.put(server, e);
            }
        }
        return silent;
    }

    /** The first server that answers decides which way is taken, where that is left open. */
    private void tryFirst(SamplerServer server) throws IOException, InterruptedException {
        try {
            tryOne(server);
        } catch (ProbeException e) {
            boolean lacksIt = e.getCause() instanceof ReplyException reply && reply.status() == NOT_FOUND;
            if (!lacksIt || !mayChat()) {
                throw e;
            }
            log.atInfo()
                    .addKeyValue("server", server)
                    .log(
                            "server takes no tokens (vLLM has them since v0.10.2, with --enable-scale-out since v0.30); chat"
                                    + " is taken, and nothing can be scored");
            sampler = sampler(false);
            tryOne(server);
        }
    }

    private boolean mayChat() {
        return config.dialect() == Dialect.VLLM
                && config.endpoint() == EndpointChoice.AUTO
                && sampler.scores()
                && known.isEmpty();
    }

    private void tryOne(SamplerServer server) throws IOException, InterruptedException {
        SamplerCapabilities found =
                ServerProbe.of(server, config.dialect(), sampler, config.model(), prompt, config.largestDifference());
        known.add(server, found);
    }

    /** Tries a server that comes back, which may be another by now. */
    void again(SamplerServer server) {
        try {
            tryOne(server);
        } catch (IOException e) {
            throw new ProbeException(server + " does not answer yet: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProbeException("interrupted while " + server + " was tried", e);
        }
    }
}
