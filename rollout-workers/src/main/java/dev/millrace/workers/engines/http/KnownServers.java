package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.LogProbMode;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.workers.engines.probe.ProbeException;
import dev.millrace.workers.engines.probe.SamplerCapabilities;
import dev.millrace.workers.engines.server.SamplerServer;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the servers can do, as far as they were asked; all of them have to sample alike. Safe on any thread. */
final class KnownServers {

    private static final Logger log = LoggerFactory.getLogger(KnownServers.class);

    private final Map<SamplerServer, SamplerCapabilities> known = new ConcurrentHashMap<>();

    /**
     * A server was asked; that is written to the log.
     *
     * @throws ProbeException if it samples otherwise than another
     */
    void add(SamplerServer server, SamplerCapabilities found) {
        for (Map.Entry<SamplerServer, SamplerCapabilities> other : known.entrySet()) {
            if (!other.getKey().equals(server) && !other.getValue().samplesLike(found)) {
                throw new ProbeException("the servers do not sample alike, and a run would mix their samples: " + found
                        + " and " + other.getValue() + "; start them with the same version and options");
            }
        }
        known.put(server, found);
        log.atInfo()
                .addKeyValue("server", found.address())
                .addKeyValue("engine", found.engine())
                .addKeyValue("engine_version", found.engineVersion())
                .addKeyValue("endpoint", found.endpoint())
                .addKeyValue("model", found.model())
                .addKeyValue("log_probs", found.logProbs())
                .addKeyValue("repeats_by_seed", found.repeats())
                .addKeyValue("scores", found.scores())
                .addKeyValue("scoring_difference", found.scoringDifference())
                .addKeyValue("honours", new TreeSet<>(found.honours()))
                .addKeyValue("max_model_length", found.maxModelLength())
                .addKeyValue("image_tried", found.images())
                .log("server tried");
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** @throws IllegalStateException if it was not asked yet */
    SamplerCapabilities of(SamplerServer server) {
        SamplerCapabilities found = known.get(server);
        if (found == null) {
            throw new IllegalStateException("server " + server + " was not tried");
        }
        return found;
    }

    /** What all of them can do; they are alike. */
    SamplerCapabilities all() {
        return known.values().iterator().next();
    }

    /** @throws IllegalArgumentException if these settings cannot be sampled with, or would be recorded wrongly */
    void require(SamplingSettings settings) {
        SamplerCapabilities can = all();
        boolean isRaw = can.logProbs() == LogProbMode.RAW;
        if (isRaw && settings.temperature() != 1 && !settings.isGreedy()) {
            throw new IllegalArgumentException("worker.temperature is " + settings.temperature()
                    + ", but the servers give raw log-probabilities, which are those of temperature 1 only: start vLLM with"
                    + " --logprobs-mode processed_logprobs (SGLang without SGLANG_RETURN_ORIGINAL_LOGPROB)");
        }
        requireHonoured(can, "top_p", settings.filters().topP() < 1);
        requireHonoured(can, "top_k", settings.filters().topK() > 0);
        requireHonoured(can, "min_p", settings.filters().minP() > 0);
        if (!settings.filters().badWords().isEmpty() && !can.engine().equals("vllm")) {
            throw new IllegalArgumentException(
                    "worker.bad_words: " + can.engine() + " has no such field; leave it out");
        }
    }

    private static void requireHonoured(SamplerCapabilities can, String filter, boolean isAsked) {
        if (isAsked && !can.honours().contains(filter)) {
            throw new IllegalArgumentException("worker." + filter
                    + ": the servers do not act upon it, as their answers at the" + " start have shown; leave it out");
        }
    }
}
