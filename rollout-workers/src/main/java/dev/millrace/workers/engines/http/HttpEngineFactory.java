package dev.millrace.workers.engines.http;

import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.EngineMemory;
import dev.millrace.policy.family.RolloutEngineFactory;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.workers.engines.pool.ServerPool;
import dev.millrace.workers.engines.pool.ServerWatch;
import dev.millrace.workers.engines.pool.Suspects;
import dev.millrace.workers.engines.probe.FixedCanary;
import dev.millrace.workers.engines.server.Canary;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import dev.millrace.workers.engines.weights.ServerWeightsOpening;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;

/** The type {@code http}: inference servers of somebody else. */
public final class HttpEngineFactory implements RolloutEngineFactory<HttpEngineConfig> {

    /** What this type is called. */
    public static final String TYPE = "http";

    private static final Clock CLOCK = Clock.systemUTC();

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<HttpEngineConfig> configType() {
        return HttpEngineConfig.class;
    }

    @Override
    public HttpEngineConfig defaults() {
        return HttpEngineConfig.defaults();
    }

    @Override
    public void check(HttpEngineConfig config) {
        config.requireGiven();
        try {
            config.weights().requireFolder();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("weights." + e.getMessage(), e);
        }
    }

    /**
     * @throws dev.millrace.policy.rollout.EngineAwayException if no server answers
     * @throws dev.millrace.workers.engines.probe.ProbeException if one must not be sampled with
     */
    @Override
    public RolloutEngine open(HttpEngineConfig config, EngineContext context) {
        check(config);
        ServedPolicy policy = ServedPolicy.of(context.checkpoint());
        try {
            return open(config, policy, context.memory());
        } catch (InterruptedException e) {
            policy.close();
            throw new InterruptException(e);
        } catch (RuntimeException e) {
            policy.close();
            throw e;
        }
    }

    private static RolloutEngine open(HttpEngineConfig config, ServedPolicy policy, EngineMemory memory)
            throws InterruptedException {
        Suspects suspects = memory.of(Suspects.class, Suspects::new);
        Duration patience = memory.of(Openings.class, Openings::new).next(config.patience());
        List<SamplerServer> servers = config.urls().stream()
                .map(url -> new SamplerServer(config.endpoint(url), CLOCK))
                .toList();
        KnownServers known = new KnownServers();
        FirstLook look = new FirstLook(config, policy, known);
        List<SamplerServer> silent = look.tryAll(servers, patience);
        ServerWeights weights = weights(config, policy, servers, new FixedCanary(look.sampler(), look.prompt()));
        ServerPool pool = new ServerPool(
                servers,
                weights,
                suspects,
                look::again,
                config.inFlight(),
                config.patience(),
                config.requestTimeout(),
                CLOCK);
        silent.forEach(pool::leaveOut);
        CallThreads threads = new CallThreads(servers.size() * config.inFlight());
        return new HttpEngine(
                policy,
                known,
                new OpenServers(pool, new ServerWatch(pool), weights),
                groups(config, policy, known, look, pool, weights, threads),
                suspects,
                threads);
    }

    private static ServerWeights weights(
            HttpEngineConfig config, ServedPolicy policy, List<SamplerServer> servers, Canary canary) {
        return config.weights().way() == ServerWeightsConfig.Way.NONE
                ? new StartedWeights(config.model())
                : ServerWeightsOpening.open(
                        config.weights(), config.dialect(), config.model(), servers, canary, policy::files, CLOCK);
    }

    private static GroupCalls groups(
            HttpEngineConfig config,
            ServedPolicy policy,
            KnownServers known,
            FirstLook look,
            ServerPool pool,
            ServerWeights weights,
            CallThreads threads) {
        CallReport report = new CallReport(weights);
        PatientCalls patient = new PatientCalls(look.sampler(), pool, report, config.retries());
        AnswerCalls calls = new AnswerCalls(look.sampler(), patient, new AnswerRecords(known), report);
        DependencyScoring scoring = new DependencyScoring(look.sampler(), patient, policy.form());
        return new GroupCalls(calls, scoring, threads, config.asksForGroups(), config.minGroup());
    }
}
