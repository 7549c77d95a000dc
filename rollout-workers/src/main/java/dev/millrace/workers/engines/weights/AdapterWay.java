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
 * Each version is an adapter with a name of its own: requests keep the version that they began with, and no cache of the server
 * holds anything of another. Safe for all threads.
 */
final class AdapterWay implements WeightsWay {

    private static final Logger log = LoggerFactory.getLogger(AdapterWay.class);

    private final AdapterCalls calls;
    private final CanaryReader canary;
    private final VersionFolders folders;
    private final Leftovers leftovers;
    private final Map<SamplerServer, Base> bases = new ConcurrentHashMap<>();

    /** What a server says without an adapter. */
    private record Base(CanaryReading reading, Noise noise) {}

    AdapterWay(AdapterCalls calls, CanaryReader canary, VersionFolders folders) {
        this.calls = calls;
        this.canary = canary;
        this.folders = folders;
        this.leftovers = new Leftovers(calls, folders.leftovers());
    }

    @Override
    public void bring(ServerState state, PreparedVersion version, PolicyUpdate update)
            throws IOException, WeightsRefusedException, InterruptedException {
        SamplerServer server = state.server();
        leftovers.clear(server);
        Base base = base(server);
        boolean ours = load(server, version);
        try {
            CanaryReading reading = canary.adapter(server, version.name());
            Optional<String> objection = objection(state, base, version, update, reading);
            if (objection.isPresent()) {
                throw new WeightsRefusedException(objection.get());
            }
            log.atInfo()
                    .addKeyValue("server", server.address())
                    .addKeyValue("version", version.version())
                    .addKeyValue("name", version.name())
                    .addKeyValue("change", reading.differenceTo(base.reading()))
                    .addKeyValue("noise", base.noise().largest())
                    .log("adapter served");
            state.serve(new HeldVersion(version, reading, ours));
        } catch (IOException | WeightsRefusedException | RuntimeException e) {
            if (ours) {
                unloadQuietly(server, version.name());
            }
            throw e;
        }
    }

    /** Reads it anew each time: a server that has much to do may round otherwise than an idle one. */
    private Base base(SamplerServer server) throws IOException, WeightsRefusedException, InterruptedException {
        Base known = bases.get(server);
        CanaryReading first = known == null ? canary.base(server) : known.reading();
        CanaryReading again = canary.base(server);
        Base now = new Base(
                first, known == null ? Noise.of(first, again) : known.noise().with(first, again));
        bases.put(server, now);
        return now;
    }

    private boolean load(SamplerServer server, PreparedVersion version)
            throws IOException, WeightsRefusedException, InterruptedException {
        try {
            return calls.load(server, version);
        } catch (ReplyException e) {
            throw new WeightsRefusedException("asked to load " + version.place() + ": " + e.getMessage());
        }
    }

    /** What speaks against it: a server may say that it loaded an adapter, and compute as if it had not. */
    private Optional<String> objection(
            ServerState state, Base base, PreparedVersion version, PolicyUpdate update, CanaryReading reading)
            throws IOException, WeightsRefusedException, InterruptedException {
        double change = reading.differenceTo(base.reading());
        if (change == Double.POSITIVE_INFINITY) {
            return Optional.of("with it, log-probabilities of fixed tokens are not finite");
        }
        boolean hidden = base.noise().hides(reading, base.reading());
        if (version.strength() == 0) {
            return hidden
                    ? Optional.empty()
                    : Optional.of("its B are all 0, but with it the server says something else, by up to " + change);
        }
        boolean other = state.current()
                .filter(before -> !before.version().sha256().equals(version.sha256()))
                .map(before -> !base.noise().hides(reading, before.reading()))
                .orElse(true);
        if (!hidden && other || shows(state.server(), base, version, update, reading)) {
            return Optional.empty();
        }
        return Optional.of(
                hidden
                        ? "the server says that it loaded it, and computes as without it"
                        : "the server says that it loaded it, and computes as with the version before");
    }

    /** A change may be too small to be seen: then the same adapter, much stronger, has to show. */
    private boolean shows(
            SamplerServer server, Base base, PreparedVersion version, PolicyUpdate update, CanaryReading reading)
            throws IOException, WeightsRefusedException, InterruptedException {
        PreparedVersion stronger;
        synchronized (folders) {
            stronger = folders.writeStronger(update, version);
        }
        boolean ours = false;
        try {
            ours = load(server, stronger);
            CanaryReading strong = canary.adapter(server, stronger.name());
            return !base.noise().hides(strong, base.reading()) && !base.noise().hides(strong, reading);
        } finally {
            if (ours) {
                unloadQuietly(server, stronger.name());
            }
            synchronized (folders) {
                folders.delete(stronger);
            }
        }
    }

    private void unloadQuietly(SamplerServer server, String name) throws InterruptedException {
        try {
            calls.unload(server, name);
        } catch (IOException | ReplyException e) {
            log.atDebug()
                    .addKeyValue("server", server.address())
                    .addKeyValue("name", name)
                    .setCause(e)
                    .log("adapter not unloaded");
        }
    }

    @Override
    public boolean holds(ServerState state, HeldVersion current, boolean thorough)
            throws IOException, InterruptedException {
        SamplerServer server = state.server();
        try {
            if (!calls.held(server).contains(current.version().name())) {
                bases.remove(server);
                return false;
            }
            if (!thorough) {
                return true;
            }
            Base base = base(server);
            return base.noise().hides(canary.adapter(server, current.version().name()), current.reading());
        } catch (ReplyException | WeightsRefusedException e) {
            bases.remove(server);
            return false;
        }
    }

    @Override
    public void forget(ServerState state, HeldVersion version) throws IOException, InterruptedException {
        if (!version.isOurs()) {
            return;
        }
        try {
            calls.unload(state.server(), version.version().name());
            log.atDebug()
                    .addKeyValue("server", state.server().address())
                    .addKeyValue("name", version.version().name())
                    .log("adapter unloaded");
        } catch (ReplyException e) {
            // It lost it already.
            log.atDebug()
                    .addKeyValue("server", state.server().address())
                    .setCause(e)
                    .log("adapter was not there");
        }
    }

    @Override
    public boolean hasNames() {
        return true;
    }
}
