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
    private @Nullable PreparedVersion coming;
    private long refusals;
    private long doubts;
    private long doubtsOver;
    private boolean shut;
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
        return !shut && doubts == doubtsOver && !leftOut;
    }

    /** Sends requests to a version from now on. */
    synchronized void serve(HeldVersion next) {
        if (current != null && current != next) {
            retired.add(current);
        }
        current = next;
        shut = false;
        doubtsOver = doubts;
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
        doubts++;
    }

    /** The doubts so far, to be given back by {@link #trust}. */
    synchronized long doubts() {
        return doubts;
    }

    synchronized boolean isInDoubt() {
        return doubts != doubtsOver;
    }

    /**
     * It was looked at, and holds what it should.
     *
     * @param looked the doubts when that began; later ones stay
     */
    synchronized void trust(long looked) {
        doubtsOver = Math.max(doubtsOver, looked);
    }

    /** A version is about to be brought: its folder is needed. */
    synchronized void begin(PreparedVersion version) {
        coming = version;
    }

    /** It was brought, or not. */
    synchronized void end() {
        coming = null;
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
        refusals++;
    }

    /** How often it has refused a version. */
    synchronized long refusals() {
        return refusals;
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

    /** All that it holds, which nobody may sample with any more. */
    synchronized List<HeldVersion> takeAll() {
        shut = true;
        List<HeldVersion> all = new ArrayList<>(retired);
        if (current != null) {
            all.add(current);
        }
        retired.clear();
        current = null;
        return all;
    }

    /** Puts versions back that the server could not be told to forget. */
    synchronized void retire(List<HeldVersion> versions) {
        retired.addAll(versions);
    }

    /** Takes out the versions before with which nobody samples any more. */
    synchronized List<HeldVersion> takeFree() {
        List<HeldVersion> free = retired.stream().filter(HeldVersion::isFree).toList();
        retired.removeAll(free);
        return free;
    }

    /** Whether it has a version, served or retired, or is about to take it. */
    synchronized boolean holds(PreparedVersion version) {
        return current != null && current.version().name().equals(version.name())
                || coming != null && coming.name().equals(version.name())
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
