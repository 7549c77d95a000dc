package dev.millrace.cli.faults;

import dev.millrace.cli.faults.FaultCluster.Part;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.client.UnreachableException;
import dev.millrace.schemas.notice.Seconds;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToLongFunction;

/** Fires faults at a cluster and says what shows that each took effect. Belongs to one thread. */
final class FaultActions {

    private static final Duration PAUSE = Duration.ofSeconds(4);
    private static final Duration CUT = Duration.ofSeconds(3);
    private static final String FENCED = "learner failed: another learner has taken over";
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration DELAY = Duration.ofSeconds(5);
    private static final Duration EACH = Duration.ofMillis(40);

    private final FaultCluster cluster;
    private final Random random;
    private final Duration patience;

    FaultActions(FaultCluster cluster, Random random, Duration patience) {
        this.cluster = cluster;
        this.random = random;
        this.patience = patience;
    }

    /**
     * Fires one, and mends it.
     *
     * @return what was seen of it
     * @throws IllegalStateException if it did not take effect
     */
    String fire(FaultKind kind) throws InterruptedException {
        return switch (kind) {
            case KILL_WORKER -> kill(Part.WORKER);
            case KILL_SCORERS -> kill(Part.SCORERS);
            case KILL_STREAMS -> kill(Part.STREAMS);
            case KILL_LEARNER -> kill(Part.LEARNER);
            case KILL_LEARNER_TRAINED -> killAt("trained");
            case KILL_LEARNER_SENT -> killAt("sent");
            case KILL_LEARNER_COMMITTED -> killAt("committed");
            case KILL_BROKER -> killBroker();
            case PAUSE_WORKER -> pause(Part.WORKER);
            case PAUSE_STREAMS -> pause(Part.STREAMS);
            case PAUSE_LEARNER -> pause(Part.LEARNER);
            case CUT_OFF -> cutOff(cluster.brokerProxies());
            case DELAY -> delay();
            case REGISTRY_DOWN -> registryDown();
            case POISON -> poison();
            case STATE_DELETED -> deleteState();
            case ZOMBIE_LEARNER -> zombie();
            case REBALANCE -> rebalance();
            case CUT_OFF_WORKER -> cutOff(Part.WORKER);
            case CUT_OFF_SCORERS -> cutOff(Part.SCORERS);
            case CUT_OFF_STREAMS -> cutOff(Part.STREAMS);
            case CUT_OFF_LEARNER -> cutOff(Part.LEARNER);
            case DISK_FULL -> fillDisk();
        };
    }

    private String kill(Part part) throws InterruptedException {
        RoleProcess process = cluster.part(part);
        process.kill();
        String seen = process.name() + " " + process.pid() + " ended with " + process.exitCode();
        cluster.start(part);
        return seen;
    }

    /** The learner is started anew with the switch that ends it at a milestone of its next step. */
    private String killAt(String milestone) throws InterruptedException {
        cluster.part(Part.LEARNER).kill();
        cluster.start(Part.LEARNER, List.of("-D" + KillPoint.PROPERTY + "=" + milestone));
        RoleProcess doomed = cluster.part(Part.LEARNER);
        awaitExit(doomed, patience);
        require(
                doomed.exitCode() == KillPoint.EXIT_CODE,
                "the learner ended with " + doomed.exitCode() + ": " + doomed.lastLine());
        cluster.start(Part.LEARNER);
        return "learner " + doomed.pid() + " ended itself at " + milestone + " with " + doomed.exitCode();
    }

    private String killBroker() throws InterruptedException {
        RoleProcess process = cluster.part(Part.BROKER);
        process.kill();
        Thread.sleep(random.nextInt(2000));
        cluster.start(Part.BROKER);
        cluster.awaitBroker();
        return "broker " + process.pid() + " ended with " + process.exitCode() + " and came back as "
                + cluster.part(Part.BROKER).pid();
    }

    private String pause(Part part) throws InterruptedException {
        RoleProcess process = cluster.part(part);
        process.pause();
        Thread.sleep(PAUSE.toMillis());
        require(process.isAlive(), process.name() + " ended while it was paused");
        process.resume();
        return process.name() + " " + process.pid() + " stood still for " + PAUSE.toSeconds() + " s";
    }

    private String cutOff(Part part) throws InterruptedException {
        return part.label() + " alone: " + cutOff(List.of(cluster.brokerProxy(part)));
    }

    private String cutOff(List<FaultProxy> proxies) throws InterruptedException {
        long cut = sum(proxies, FaultProxy::cut);
        long refused = sum(proxies, FaultProxy::refused);
        proxies.forEach(FaultProxy::cutOff);
        long deadline = System.nanoTime() + patience.toNanos();
        Thread.sleep(CUT.toMillis());
        // A process that has only just been started may take longer to try.
        while (sum(proxies, FaultProxy::refused) == refused && System.nanoTime() < deadline) {
            Thread.sleep(TURN.toMillis());
        }
        proxies.forEach(FaultProxy::heal);
        require(sum(proxies, FaultProxy::refused) > refused, "nobody tried to connect within " + Seconds.of(patience));
        return (sum(proxies, FaultProxy::cut) - cut) + " ends cut, " + (sum(proxies, FaultProxy::refused) - refused)
                + " connections refused";
    }

    private String delay() throws InterruptedException {
        List<FaultProxy> proxies = cluster.brokerProxies();
        long before = sum(proxies, FaultProxy::delayed);
        proxies.forEach(proxy -> proxy.delay(EACH));
        Thread.sleep(DELAY.toMillis());
        proxies.forEach(FaultProxy::heal);
        long delayed = sum(proxies, FaultProxy::delayed) - before;
        require(delayed > 0, "nothing passed");
        return delayed + " pieces held up by " + EACH.toMillis() + " ms each";
    }

    private static long sum(List<FaultProxy> proxies, ToLongFunction<FaultProxy> what) {
        return proxies.stream().mapToLong(what).sum();
    }

    /** The streams run on a full disk for a while; started on it they must end, and say which folder is full. */
    private String fillDisk() throws InterruptedException {
        StateDisk disk = cluster.stateDisk()
                .orElseThrow(() -> new IllegalStateException("the streams have no disk of their own"));
        RoleProcess running = cluster.part(Part.STREAMS);
        long filled = disk.fill();
        Thread.sleep(PAUSE.toMillis());
        String meanwhile = running.isAlive() ? "ran on" : "ended: " + running.lastLine();
        running.kill();
        cluster.start(Part.STREAMS);
        RoleProcess starved = cluster.part(Part.STREAMS);
        awaitExit(starved, patience);
        String said = starved.lastLine();
        disk.free();
        require(
                starved.exitCode() == 1 && said.contains(disk.path().toString()),
                "started on a full disk, the streams ended with " + starved.exitCode() + ": " + said);
        cluster.start(Part.STREAMS);
        return (filled >> 20) + " MiB filled; streams " + running.pid() + " " + meanwhile + "; " + starved.pid()
                + " ended with 1: " + said;
    }

    /** The scorers are killed and must start while the registry is away. */
    private String registryDown() throws InterruptedException {
        cluster.registry().cutOff();
        try {
            new Preflight(cluster.connection(), Duration.ofMillis(1)).checkRegistry();
            throw new IllegalStateException("the registry still answers");
        } catch (UnreachableException e) {
            cluster.part(Part.SCORERS).kill();
            cluster.start(Part.SCORERS);
            Thread.sleep(CUT.toMillis());
        } finally {
            cluster.registry().heal();
        }
        return cluster.registry().refused() + " connections refused so far";
    }

    private String poison() {
        int published = new PoisonRecords(
                        cluster.connection(),
                        cluster.settings().kafka().catalogue(),
                        cluster.settings().run().id().value(),
                        random.nextLong())
                .publish();
        require(published > 0, "no poison was stored");
        return published + " records that cannot be read, on 9 topics";
    }

    private String deleteState() throws InterruptedException {
        cluster.part(Part.STREAMS).kill();
        long deleted = cluster.deleteStreamsState();
        require(deleted > 1, "there was no state");
        cluster.start(Part.STREAMS);
        return deleted + " files and folders deleted";
    }

    /**
     * Two learners of one run: one of them must be fenced. Mostly it is the zombie; where its connections had ended while it
     * stood still, it opens its transactions anew, and may be the later one of the two to do so.
     */
    private String zombie() throws InterruptedException {
        RoleProcess zombie = cluster.part(Part.LEARNER);
        long before = zombie.linesWith(FENCED);
        zombie.pause();
        cluster.start(Part.LEARNER);
        RoleProcess successor = cluster.part(Part.LEARNER);
        Thread.sleep(2 * PAUSE.toMillis());
        zombie.resume();
        RoleProcess fenced = awaitExitOfOne(zombie, successor);
        RoleProcess left = fenced == zombie ? successor : zombie;
        cluster.keep(Part.LEARNER, left);
        require(
                fenced.exitCode() == 1 && fenced.linesWith(FENCED) > before,
                "of two learners one ended with " + fenced.exitCode() + ": " + fenced.lastLine());
        return "learner " + zombie.pid() + " stood still while " + successor.pid() + " took over; " + fenced.pid()
                + " was fenced and ended with 1";
    }

    private RoleProcess awaitExitOfOne(RoleProcess one, RoleProcess other) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            if (one.awaitExit(TURN)) {
                return one;
            }
            if (!other.isAlive()) {
                return other;
            }
        }
        throw new IllegalStateException("of two learners none ended within " + Seconds.of(patience));
    }

    private String rebalance() throws InterruptedException {
        RoleProcess worker = cluster.startSecond(Part.WORKER);
        RoleProcess streams = cluster.startSecond(Part.STREAMS);
        try {
            Thread.sleep(random.nextInt(4000) + 2 * PAUSE.toMillis());
            require(worker.isAlive() && streams.isAlive(), "the second worker or streams ended by themselves");
        } finally {
            worker.kill();
            streams.kill();
        }
        return String.format(
                Locale.ROOT, "worker %d and streams %d joined, and were killed", worker.pid(), streams.pid());
    }

    private static void awaitExit(RoleProcess process, Duration patience) throws InterruptedException {
        if (!process.awaitExit(patience)) {
            process.kill();
            throw new IllegalStateException(process.name() + " did not end within " + Seconds.of(patience));
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException("the fault did not take effect: " + otherwise);
        }
    }
}
