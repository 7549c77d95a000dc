package dev.millrace.workers.engines.weights;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.WeightsLease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which versions one server holds, and who samples with them. Leases come and go on any thread; all else is for the server's own
 * thread.
 */
final class ServerState {

    private final SamplerServer server;
    private final VersionNames names;
    private final List<HeldVersion> retired = new ArrayList<>();
    private @Nullable HeldVersion current;
    private @Nullable String refusal;
    private @Nullable PreparedVersion refused;
    private boolean shut;
    private boolean unsure;
    private boolean leftOut;

    ServerState(SamplerServer server, VersionNames names) {
        this.server = server;
        this.names = names;
    }

    SamplerServer server() {
        return server;
    }

    /** The version that requests are sent to, once they are. */
    synchronized Optional<HeldVersion> current() {
        return Optional.ofNullable(current);
    }

    synchronized boolean serves(PreparedVersion version) {
        return current != null && current.version().name().equals(version.name()) && isOpen();
    }

    /**
     * What may be sampled with now; empty if nothing may.
     *
     * @param model the name of the model itself, which all weights have; empty where versions have names of their own
     */
    synchronized Optional<WeightsLease> lease(Optional<String> model) {
        HeldVersion held = current;
        if (held == null || !isOpen()) {
            return Optional.empty();
        }
        held.lease();
        return Optional.of(new Lease(held, model));
    }

    private boolean isOpen() {
        return !shut && !unsure && !leftOut;
    }

    /** Sends requests to a version from now on. */
    synchronized void serve(HeldVersion next) {
        if (current != null && current != next) {
            retired.add(current);
        }
        current = next;
        shut = false;
        unsure = false;
        leftOut = false;
        refused = null;
        refusal = null;
        notifyAll();
    }

    /** Gives no leases until the next {@link #serve}. */
    synchronized void shut() {
        shut = true;
    }

    /** Waits until nobody samples here; to be called when it is shut. */
    synchronized void awaitFree() throws InterruptedException {
        while (current != null && !current.isFree()) {
            wait();
        }
    }

    /** It may have lost what it held: nothing is sampled before it was looked at. */
    synchronized void doubt() {
        unsure = true;
    }

    synchronized boolean isInDoubt() {
        return unsure;
    }

    /** It was looked at, and holds what it should. */
    synchronized void trust() {
        unsure = false;
    }

    /** It has lost all that it held. */
    synchronized void lost() {
        retired.clear();
        current = null;
        notifyAll();
    }

    synchronized void refuse(PreparedVersion version, String why) {
        refused = version;
        refusal = why;
    }

    /** Why it does not serve this version; empty if it has not refused it. */
    synchronized Optional<String> refusal(PreparedVersion version) {
        return refused != null && refused.name().equals(version.name())
                ? Optional.ofNullable(refusal)
                : Optional.empty();
    }

    /** @return whether that is new */
    synchronized boolean leaveOut() {
        boolean isNew = !leftOut;
        leftOut = true;
        return isNew;
    }

    synchronized boolean isLeftOut() {
        return leftOut;
    }

    /** Takes out the versions before with which nobody samples any more. */
    synchronized List<HeldVersion> takeFree() {
        List<HeldVersion> free = retired.stream().filter(HeldVersion::isFree).toList();
        retired.removeAll(free);
        return free;
    }

    /** Whether it has a version, served or retired. */
    synchronized boolean holds(PreparedVersion version) {
        return current != null && current.version().name().equals(version.name())
                || retired.stream().anyMatch(held -> held.version().name().equals(version.name()));
    }

    /** Versions at it. */
    synchronized int count() {
        return retired.size() + (current == null ? 0 : 1);
    }

    private synchronized void release(HeldVersion held) {
        held.release();
        notifyAll();
    }

    private final class Lease implements WeightsLease {

        private final HeldVersion held;
        private final Optional<String> model;
        private boolean closed;

        Lease(HeldVersion held, Optional<String> model) {
            this.held = held;
            this.model = model;
        }

        @Override
        public PolicyVersion version() {
            return held.version().version();
        }

        @Override
        public String name() {
            return model.orElse(held.version().name());
        }

        @Override
        public boolean isAdapter() {
            return model.isEmpty();
        }

        @Override
        public Optional<PolicyVersion> versionOf(String label) {
            return names.version(label);
        }

        @Override
        public Optional<PolicyVersion> versionNow() {
            return isAdapter()
                    ? Optional.of(version())
                    : current().map(now -> now.version().version());
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            release(held);
        }
    }
}
