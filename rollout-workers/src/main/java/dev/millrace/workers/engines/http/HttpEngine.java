package dev.millrace.workers.engines.http;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.rollout.BatchDemand;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.workers.engines.ask.ServedPrompt;
import dev.millrace.workers.engines.pool.Suspects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Samples with inference servers. Sampling is safe for all threads, and wants as many batches side by side as servers have room
 * for. It holds no version: the answers say
 * by which weights they are.
 */
final class HttpEngine implements RolloutEngine {

    private final ServedPolicy policy;
    private final KnownServers known;
    private final OpenServers servers;
    private final GroupCalls groups;
    private final Suspects suspects;
    private final CallThreads threads;
    private final AnswerDemand demand;

    HttpEngine(
            ServedPolicy policy,
            KnownServers known,
            OpenServers servers,
            GroupCalls groups,
            Suspects suspects,
            CallThreads threads) {
        this.policy = policy;
        this.known = known;
        this.servers = servers;
        this.groups = groups;
        this.suspects = suspects;
        this.threads = threads;
        this.demand = new AnswerDemand(servers.pool()::window);
    }

    @Override
    public PolicyDescription description() {
        return policy.description(known.all());
    }

    @Override
    public PromptFormat format() {
        return policy.format();
    }

    @Override
    public Optional<PolicyVersion> version() {
        return servers.weights().version();
    }

    @Override
    public void apply(PolicyUpdate update) {
        PolicyDescription own = policy.described();
        if (!update.family().equals(own.family()) || !update.architecture().equals(own.architecture())) {
            throw new UpdateException(update.name() + " is of the family " + update.family() + " and the architecture "
                    + update.architecture() + ", but the checkpoint here, which prompts are written by, of "
                    + own.family() + " and " + own.architecture());
        }
        servers.weights().apply(update);
    }

    @Override
    public Optional<BatchDemand> demand() {
        return Optional.of(demand);
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        if (version().isEmpty()) {
            throw new IllegalStateException("no weights were applied yet");
        }
        known.require(settings);
        long begun = System.nanoTime();
        AtomicBoolean unwanted = new AtomicBoolean();
        List<CompletableFuture<SampledGroup>> sampled = requests.stream()
                .map(request -> sample(request, settings, dependency, unwanted))
                .toList();
        List<SampledGroup> all = together(sampled, unwanted);
        return new SampledGroups(all, Duration.ofNanos(System.nanoTime() - begun), Duration.ZERO);
    }

    private CompletableFuture<SampledGroup> sample(
            RolloutRequest request,
            SamplingSettings settings,
            Optional<DependencySettings> dependency,
            AtomicBoolean unwanted) {
        AnswerDemand.OpenGroup open = demand.begin(settings.group());
        return threads.run(() -> new GroupOrder(request, prompt(request), settings, open, unwanted))
                .thenCompose(order -> groups.sample(order, dependency))
                .whenComplete((group, failure) -> {
                    open.close();
                    if (group != null && group.lost().isEmpty()) {
                        suspects.cleared(request.seed());
                    }
                });
    }

    private ServedPrompt prompt(RolloutRequest request) {
        return ServedPrompt.of(request.input(), policy.form(), policy.form().images(request.input()));
    }

    private static List<SampledGroup> together(List<CompletableFuture<SampledGroup>> sampled, AtomicBoolean unwanted) {
        CompletableFuture<?>[] each = sampled.toArray(CompletableFuture[]::new);
        for (CompletableFuture<SampledGroup> one : sampled) {
            var unused = one.whenComplete((group, failure) -> {
                if (failure != null) {
                    unwanted.set(true); // nothing of the batch will be used
                }
            });
        }
        try {
            CompletableFuture.allOf(each).get();
            return sampled.stream().map(CompletableFuture::join).toList();
        } catch (InterruptedException e) {
            unwanted.set(true);
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw SamplingFailures.first(sampled, e);
        }
    }

    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>(servers.pool().figures());
        figures.putAll(servers.weights().figures());
        return figures;
    }

    @Override
    public void close() {
        try (policy;
                servers) {
            threads.close();
        }
    }
}
