package dev.millrace.workers.engines.weights;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import dev.millrace.schemas.io.Closing;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.WeightsLease;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest version, and how it stands at each server. Each server takes it at its own pace, and goes on with the one before
 * until then; who refuses what another has taken is left out. Safe for all threads.
 */
final class ServedVersions implements ServerWeights {

    private static final Logger log = LoggerFactory.getLogger(ServedVersions.class);

    private final VersionFolders folders;
    private final UpdateKind kind;
    private final Optional<String> model;
    private final Duration patience;
    private final Map<SamplerServer, ServerKeeper> keepers;
    private final List<PreparedVersion> written = new ArrayList<>();
    private @Nullable Latest latest;

    /** What servers are to serve. */
    record Latest(PreparedVersion version, PolicyUpdate update) {}

    /**
     * @param kind of the versions that this way takes
     * @param model the served name of the model itself
     * @param patience how long {@link #apply} waits for servers that are away
     * @param pause between looks at what each server holds
     */
    ServedVersions(
            VersionFolders folders,
            WeightsWay way,
            UpdateKind kind,
            String model,
            List<ServerState> states,
            Duration patience,
            Duration pause,
            Clock clock) {
        this.folders = folders;
        this.kind = kind;
        this.model = way.hasNames() ? Optional.empty() : Optional.of(model);
        this.patience = patience;
        this.keepers = new TreeMap<>(Comparator.comparing(SamplerServer::address));
        for (ServerState state : states) {
            keepers.put(state.server(), new ServerKeeper(state, way, this::coming, this::looked, pause, clock));
        }
    }

    @Override
    public void apply(PolicyUpdate update) {
        PreparedVersion version = prepared(update);
        keepers.values().forEach(ServerKeeper::lookNow);
        try {
            await(version, update);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateException(update.name() + " is not served: this thread was interrupted", e);
        }
    }

    private PreparedVersion prepared(PolicyUpdate update) {
        if (update.kind() != kind) {
            throw new UpdateException(update.name() + " is " + update.kind() + ", but worker.engine.config.weights.way "
                    + "takes " + kind + "; learner.train says what a learner publishes");
        }
        Latest before = latest();
        if (before != null
                && before.update().version().equals(update.version())
                && before.version().sha256().equals(update.tensors().sha256())) {
            return before.version();
        }
        synchronized (folders) {
            PreparedVersion version = folders.write(update);
            written.add(version);
            synchronized (this) {
                latest = new Latest(version, update);
            }
            return version;
        }
    }

    private synchronized @Nullable Latest latest() {
        return latest;
    }

    /** What a server is to serve; its folder stays until the state says that it was brought, or not. */
    private synchronized @Nullable Latest coming(ServerState state) {
        if (latest != null) {
            state.begin(latest.version());
        }
        return latest;
    }

    /** A server's state has changed. */
    private synchronized void looked() {
        leaveOut();
        notifyAll();
    }

    /** A version that another server has taken is sound: who refuses it is not. */
    private void leaveOut() {
        Latest wanted = latest;
        if (wanted == null || states().noneMatch(state -> state.serves(wanted.version()))) {
            return;
        }
        states().forEach(state -> state.refusal(wanted.version()).ifPresent(why -> {
            if (state.leaveOut()) {
                log.atError()
                        .addKeyValue("server", state.server().address())
                        .addKeyValue("version", wanted.version().version())
                        .addKeyValue("why", why)
                        .log("server left out: it does not serve a version that another one does; it is tried again"
                                + " with each version");
            }
        }));
    }

    private Stream<ServerState> states() {
        return keepers.values().stream().map(ServerKeeper::state);
    }

    private synchronized void await(PreparedVersion version, PolicyUpdate update) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (states().noneMatch(state -> state.serves(version))) {
            List<String> refusals = states().flatMap(state ->
                            state.refusal(version).map(why -> state.server().address() + ": " + why).stream())
                    .toList();
            if (refusals.size() == keepers.size()) {
                // Servers that lie, or have no room, may behave later; till then nobody else would say that it is
                // served.
                String reason = update.name() + " is served nowhere: " + String.join("; ", refusals);
                throw new UpdateException(reason, new IOException(reason));
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                String reason = "no server took it within " + patience.toSeconds() + " s, it is tried on"
                        + (refusals.isEmpty() ? "" : "; " + String.join("; ", refusals));
                throw new UpdateException(update.name() + ": " + reason, new IOException(reason));
            }
            wait(left);
        }
        forgetFolders();
    }

    /** Folders of versions that no server has any more. */
    private void forgetFolders() {
        Latest wanted = latest;
        List<PreparedVersion> free = written.stream()
                .filter(version -> wanted == null
                        || !version.name().equals(wanted.version().name()))
                .filter(version -> states().noneMatch(state -> state.holds(version)))
                .toList();
        for (PreparedVersion version : free) {
            try {
                folders.delete(version);
                written.remove(version);
            } catch (IOException e) {
                log.atWarn().addKeyValue("folder", version.folder()).setCause(e).log("weights cannot be deleted");
            }
        }
    }

    @Override
    public Optional<PolicyVersion> version() {
        return states().flatMap(state -> state.current().stream())
                .map(held -> held.version().version())
                .max(Comparator.naturalOrder());
    }

    @Override
    public Optional<WeightsLease> lease(SamplerServer server) {
        ServerKeeper keeper = keepers.get(server);
        return keeper == null ? Optional.empty() : keeper.state().lease(model);
    }

    @Override
    public void reconnected(SamplerServer server) {
        ServerKeeper keeper = keepers.get(server);
        if (keeper != null) {
            keeper.state().doubt();
            keeper.lookNow();
        }
    }

    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        states().forEach(state -> {
            String name = "servers/" + state.server().label() + "/";
            state.current()
                    .ifPresent(held -> figures.put(
                            name + "version", (double) held.version().version().value()));
            figures.put(name + "versions_held", (double) state.count());
            figures.put(name + "versions_refused", (double) state.refusals());
            figures.put(name + "left_out", state.isLeftOut() ? 1.0 : 0.0);
        });
        return figures;
    }

    /** Where a server could not be told, the next worker finds the names of what it may still have. */
    @Override
    public void close() {
        keepers.values().forEach(ServerKeeper::leave);
        try {
            Closing.all(keepers.values());
        } finally {
            if (keepers.values().stream().allMatch(ServerKeeper::hasLeft)) {
                folders.close();
            } else {
                folders.leave();
            }
        }
    }
}
