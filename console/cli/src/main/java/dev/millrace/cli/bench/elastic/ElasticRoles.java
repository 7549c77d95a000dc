package dev.millrace.cli.bench.elastic;

import dev.millrace.learner.LearnerListener;
import dev.millrace.learner.LearnerRole;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.scoring.NamedScorer;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerRole;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.workers.RolloutWorker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** The roles of one run, of which workers and slow scorers come and go. Belongs to one thread. */
final class ElasticRoles {

    static final String LEARNER = "learner";
    private static final Duration STOPPING = Duration.ofSeconds(60);

    private final MillraceConfig settings;
    private final RunRoles make;
    private final Roles roles;
    private final Duration pause;
    private final Clock clock;
    private final AtomicLong judged = new AtomicLong();
    private final Deque<Member> workers = new ArrayDeque<>();
    private final Deque<Member> scorers = new ArrayDeque<>();
    private int started;

    /**
     * One that comes and goes.
     *
     * @param works whether it has got its share of the work
     */
    private record Member(String name, BooleanSupplier works) {}

    /**
     * @param roles where they run; the owner ends them
     * @param pause of the slow scorer
     */
    ElasticRoles(MillraceConfig settings, Roles roles, Duration pause, Clock clock) {
        this.settings = settings;
        this.make = new RunRoles(settings, clock);
        this.roles = roles;
        this.pause = pause;
        this.clock = clock;
    }

    /** Starts what stays as it is. */
    void begin() {
        StreamsRole streams = make.streams();
        roles.start(new Role("streams", streams::run, streams::stop));
        StreamsRole metrics = make.metrics();
        roles.start(new Role("metrics", metrics::run, metrics::stop));
        for (String name : settings.scorersOf(OutputKind.TEXT)) {
            ScorerRole scorer = make.scorer(name);
            roles.start(new Role("scorer-" + name, scorer::run, scorer::stop));
        }
        LearnerRole learner = make.learner(Policies.find(settings.policy()), LearnerListener.NONE);
        roles.start(new Role(LEARNER, learner::run, learner::stop));
    }

    /** Starts or stops as many as it takes; the first that came are the first to go. Returns when those have gone. */
    void become(Strength wanted) throws InterruptedException {
        while (workers.size() < wanted.workers()) {
            workers.add(worker());
        }
        while (scorers.size() < wanted.scorers()) {
            scorers.add(scorer());
        }
        while (workers.size() > wanted.workers()) {
            end(workers.remove());
        }
        while (scorers.size() > wanted.scorers()) {
            end(scorers.remove());
        }
    }

    /** Whether each has done some work, and so has its share of the partitions. */
    boolean allWork() {
        return workers.stream().allMatch(each -> each.works().getAsBoolean())
                && scorers.stream().allMatch(each -> each.works().getAsBoolean());
    }

    /** Answers that the slow scorers have judged, those that have gone included. */
    long judged() {
        return judged.get();
    }

    /** Ends the workers, whose groups are published whole or not at all. */
    void endWorkers() throws InterruptedException {
        while (!workers.isEmpty()) {
            end(workers.remove());
        }
    }

    /** Names are never used twice, so that a new one is not taken for one that has gone. */
    private String name(String role) {
        return role + "-" + started++ + ".";
    }

    private Member worker() {
        String name = name("worker");
        RolloutWorker worker = make.worker(name);
        roles.start(new Role(name, worker::run, worker::stop));
        return new Member(name, () -> worker.metrics().groups() > 0);
    }

    private Member scorer() {
        ScorerConfig declared = settings.declared(SlowScorer.NAME);
        SlowScorer slow = new SlowScorer(pause, judged);
        ScorerRole role = new ScorerRole(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                declared,
                settings.scorer(),
                new NamedScorer(
                        SlowScorer.NAME,
                        Judges.TEXT,
                        slow,
                        ScorerRole.images(
                                settings.kafka().connection(), settings.kafka().topics(), SlowScorer.NAME, declared)),
                clock);
        String name = name(SlowScorer.NAME);
        roles.start(new Role(name, role::run, role::stop));
        return new Member(name, () -> slow.own() > 0);
    }

    private void end(Member member) throws InterruptedException {
        roles.stop(member.name());
        if (!roles.await(member.name(), STOPPING)) {
            throw new IllegalStateException(member.name() + " did not end within " + STOPPING.toSeconds() + " s");
        }
    }
}
