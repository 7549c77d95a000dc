package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.LateReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.assembly.ClosedGroup;
import dev.millrace.streams.assembly.Decision;
import dev.millrace.streams.assembly.Dropped;
import dev.millrace.streams.assembly.GroupAssembler;
import dev.millrace.streams.assembly.GroupEvent;
import dev.millrace.streams.assembly.GroupSlot;
import dev.millrace.streams.assembly.GroupState;
import dev.millrace.streams.assembly.HeldScore;
import dev.millrace.streams.assembly.SettledGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the {@link GroupAssembler} decides: changes the stores, publishes, keeps the time. */
final class GroupAssembly implements Processor<String, GroupEvent, String, SpecificRecord> {

    /** Bounds one transaction: what is more waits for the next tick. */
    private static final int MOST_PER_TICK = 500;

    /** Open groups that the watchdog names: the first say what is wrong, more would hide it. */
    private static final int NAMED = 3;

    private static final Logger log = LoggerFactory.getLogger(GroupAssembly.class);

    private final AssemblyConfig config;
    private final GroupAssembler assembler;
    private final ExperienceRecords records;
    private final Supplier<CommitPace> pace;
    private ProcessorContext<String, SpecificRecord> context;
    private GroupStore store;
    private AssemblyMetrics metrics;
    private Instant enforcedFrom;
    private int open;

    /** @param pace of the stream thread that asks */
    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    GroupAssembly(
            AssemblyConfig config, GroupAssembler assembler, ExperienceRecords records, Supplier<CommitPace> pace) {
        this.config = config;
        this.assembler = assembler;
        this.records = records;
        this.pace = pace;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.store = new GroupStore(context);
        this.metrics = new StreamsAssemblyMetrics(context);
        this.enforcedFrom = now().plus(config.restartGrace());
        this.open = 0;
        opened(store.countOpen());
        context.schedule(config.checkInterval(), PunctuationType.WALL_CLOCK_TIME, time -> tick(now()));
        context.schedule(config.watchdogInterval(), PunctuationType.WALL_CLOCK_TIME, time -> watch(now()));
    }

    @Override
    public void process(Record<String, GroupEvent> record) {
        pace.get().record();
        GroupId id = new GroupId(record.key());
        GroupSlot slot = store.slot(id);
        Instant now = now();
        List<String> refused = new ArrayList<>();
        for (Decision decision : assembler.receive(id, slot, record.value(), now)) {
            if (decision instanceof Decision.Refuse refuse) {
                refused.add("group " + id + ": " + refuse.cause());
            } else {
                carryOut(id, slot, decision, record.timestamp(), now);
            }
        }
        InvalidRecordException.throwIfAny(refused);
    }

    private void carryOut(GroupId id, GroupSlot slot, Decision decision, long recordMillis, Instant now) {
        if (decision instanceof Decision.Keep keep) {
            boolean isNew = slot instanceof GroupSlot.Unseen;
            store.keep(id, keep.state(), isNew);
            opened(isNew ? 1 : 0);
        } else if (decision instanceof Decision.Close close) {
            close(id, close, slot instanceof GroupSlot.Open, now);
            commitSoon(close, now.toEpochMilli() - Math.max(0, recordMillis));
        } else if (decision instanceof Decision.Late late) {
            publishLate(id, late.score(), late.reason(), late.detail(), now);
        } else if (decision instanceof Decision.DropLate late) {
            store.remember(id, late.group());
            publish(ExperienceTopology.DROPS_SINK, id, records.drop(id, late.drop(), now), now);
        } else if (decision instanceof Decision.Ignore ignore) {
            metrics.duplicate();
            log.atDebug()
                    .addKeyValue("group", id)
                    .addKeyValue("record", ignore.what())
                    .log("duplicate ignored");
        }
    }

    @Override
    public void close() {
        if (metrics != null) {
            opened(-open);
        }
    }

    private void tick(Instant now) {
        store.forgetExpired(now, MOST_PER_TICK);
        gauge(now);
        if (now.isBefore(enforcedFrom)) {
            return;
        }
        for (TimeOrderedKey due : store.overdue(now, MOST_PER_TICK)) {
            close(due.group(), assembler.expire(due.group(), requireOpen(due.group())), true, now);
        }
    }

    private void close(GroupId id, Decision.Close close, boolean wasKept, Instant now) {
        GroupState state = close.state();
        if (wasKept) {
            store.forget(id, state);
            opened(-1);
        }
        if (!state.trajectories().isEmpty()) {
            store.remember(id, ClosedGroup.of(now, state));
        }
        SettledGroup experience = close.settlement().experience();
        if (experience != null) {
            metrics.credited(experience);
            publish(
                    ExperienceTopology.EXPERIENCE_SINK,
                    id,
                    records.experience(id, state, experience, close.reason(), now),
                    now);
        }
        for (Dropped drop : close.settlement().drops()) {
            publish(ExperienceTopology.DROPS_SINK, id, records.drop(id, drop, now), now);
        }
        for (HeldScore orphan : close.settlement().orphans()) {
            publishLate(id, orphan, LateReason.NO_TRAJECTORY, "the trajectory had not come by the deadline", now);
        }
        metrics.closed(close, Duration.between(state.openedAt(), now));
        log.atDebug()
                .addKeyValue("group", id)
                .addKeyValue("reason", close.reason())
                .addKeyValue("trained", experience != null)
                .log("group closed");
    }

    private void commitSoon(Decision.Close close, long ageMillis) {
        if (close.settlement().experience() != null && pace.get().isDue(ageMillis)) {
            context.commit();
        }
    }

    /** A group that waits for ever is a mystery; one that is named with what it waits for is a bug report. */
    private void watch(Instant now) {
        // Every group has the same time to live, so this finds the ones open for at least the interval.
        Instant latest = now.minus(config.watchdogInterval()).plus(config.deadline());
        for (TimeOrderedKey oldest : store.overdue(latest, NAMED)) {
            GroupState state = requireOpen(oldest.group());
            log.atWarn()
                    .addKeyValue("group", oldest.group())
                    .addKeyValue("age", Duration.between(state.openedAt(), now))
                    .addKeyValue("waits_for", state.waitsFor(assembler.required()))
                    .addKeyValue("open_groups", open)
                    .log("oldest open group");
        }
    }

    /** A gauge is of use only if it also says when nothing waits. */
    private void gauge(Instant now) {
        metrics.oldest(store.firstDue()
                .map(due -> Duration.between(due.time().minus(config.deadline()), now))
                .orElse(Duration.ZERO));
    }

    private GroupState requireOpen(GroupId id) {
        GroupState state = store.open(id);
        if (state == null) {
            throw new IllegalStateException("group " + id + " has a deadline but no state");
        }
        return state;
    }

    private void publishLate(GroupId id, HeldScore score, LateReason reason, String detail, Instant now) {
        metrics.late();
        publish(ExperienceTopology.SCORES_LATE_SINK, id, records.late(id, score, reason, detail), now);
    }

    private void publish(String sink, GroupId id, SpecificRecord value, Instant now) {
        context.forward(new Record<>(id.value(), value, now.toEpochMilli()), sink);
    }

    private void opened(int change) {
        open += change;
        metrics.open(change);
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
