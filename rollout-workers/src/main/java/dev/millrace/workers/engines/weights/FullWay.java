package dev.millrace.workers.engines.weights;

import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each version replaces the one before under the same name. Nobody samples at a server meanwhile, so that each request has one
 * version; what is under way ends first. Safe for all threads.
 */
final class FullWay implements WeightsWay {

    private static final Logger log = LoggerFactory.getLogger(FullWay.class);

    private final FolderCalls calls;
    private final CanaryReader canary;
    private final Map<SamplerServer, Start> starts = new ConcurrentHashMap<>();
    private final Map<SamplerServer, Map<String, CanaryReading>> readings = new ConcurrentHashMap<>();

    /** What a server said before this worker brought anything, and says again when it was started anew. */
    private record Start(CanaryReading reading, Noise noise) {}

    FullWay(FolderCalls calls, CanaryReader canary) {
        this.calls = calls;
        this.canary = canary;
    }

    @Override
    public void bring(ServerState state, PreparedVersion version, PolicyUpdate update)
            throws IOException, WeightsRefusedException, InterruptedException {
        SamplerServer server = state.server();
        Noise noise = start(server).noise();
        Optional<HeldVersion> before = state.current();
        state.shut();
        state.awaitFree();
        try {
            CanaryReading reading = replaced(server, version);
            Map<String, CanaryReading> known = readings.computeIfAbsent(server, unused -> new ConcurrentHashMap<>());
            Optional<String> objection = objection(known, noise, version, reading);
            if (objection.isPresent()) {
                throw new WeightsRefusedException(objection.get());
            }
            log.atInfo()
                    .addKeyValue("server", server.address())
                    .addKeyValue("version", version.version())
                    .addKeyValue(
                            "change",
                            before.map(held -> reading.differenceTo(held.reading()))
                                    .orElse(0.0))
                    .log("weights replaced");
            known.put(version.sha256(), reading);
            state.serve(new HeldVersion(version, reading, true));
        } catch (WeightsRefusedException e) {
            goBack(state, noise, before);
            throw e;
        }
    }

    private Start start(SamplerServer server) throws IOException, WeightsRefusedException, InterruptedException {
        Start known = starts.get(server);
        if (known == null) {
            CanaryReading first = canary.base(server);
            known = new Start(first, Noise.of(first, canary.base(server)));
            starts.put(server, known);
        }
        return known;
    }

    private CanaryReading replaced(SamplerServer server, PreparedVersion version)
            throws IOException, WeightsRefusedException, InterruptedException {
        try {
            calls.replace(server, version);
            Optional<String> label = calls.label(server);
            if (label.isPresent() && !label.get().equals(version.name())) {
                throw new WeightsRefusedException("the server says that it took " + version.name()
                        + ", and calls its weights '" + label.get() + "'");
            }
            return canary.base(server);
        } catch (ReplyException e) {
            throw new WeightsRefusedException("asked to load " + version.place() + ": " + e.getMessage());
        }
    }

    /** @param known what this server said with versions before, by their digests */
    private static Optional<String> objection(
            Map<String, CanaryReading> known, Noise noise, PreparedVersion version, CanaryReading reading) {
        if (reading.differenceTo(reading) != 0) {
            return Optional.of("with it, log-probabilities of fixed tokens are not finite");
        }
        return known.entrySet().stream()
                .filter(other -> !other.getKey().equals(version.sha256()))
                .filter(other -> noise.hides(reading, other.getValue()))
                .findFirst()
                .map(other -> "the server says that it loaded it, and computes as with a version before");
    }

    /** What it says now tells whether the version before is still there; if not, it is loaded again. */
    private void goBack(ServerState state, Noise noise, Optional<HeldVersion> before)
            throws IOException, InterruptedException {
        if (before.isEmpty()) {
            return;
        }
        HeldVersion held = before.get();
        try {
            if (!noise.hides(canary.base(state.server()), held.reading())) {
                CanaryReading again = replaced(state.server(), held.version());
                if (!noise.hides(again, held.reading())) {
                    return;
                }
            }
            state.serve(held);
        } catch (WeightsRefusedException e) {
            log.atError()
                    .addKeyValue("server", state.server().address())
                    .addKeyValue("version", held.version().version())
                    .setCause(e)
                    .log("the version before cannot be had back; nothing is sampled at this server");
        }
    }

    /**
     * A server that was started anew has what it was started with, so that is what a reading is compared with: a busy server may
     * round otherwise than it did when the reading was taken, and to bring weights again stops it.
     */
    @Override
    public boolean holds(ServerState state, HeldVersion current, boolean thorough)
            throws IOException, InterruptedException {
        try {
            Optional<String> label = calls.label(state.server());
            if (label.isPresent() && !label.get().equals(current.version().name())) {
                return false;
            }
            if (label.isPresent() && !thorough) {
                return true;
            }
            Start start = start(state.server());
            CanaryReading now = canary.base(state.server());
            return start.noise().hides(now, current.reading())
                    || now.differenceTo(current.reading()) <= now.differenceTo(start.reading());
        } catch (ReplyException | WeightsRefusedException e) {
            return false;
        }
    }

    /** It was replaced already. */
    @Override
    public void forget(ServerState state, HeldVersion version) {}

    @Override
    public boolean hasNames() {
        return false;
    }
}
