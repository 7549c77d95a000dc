package dev.millrace.learner.experience;

import dev.millrace.policy.learning.PolicyIntake;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.notice.WaitNotice;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes batches of the next groups of one run. Records of other runs are passed over; a group that cannot be trained
 * counts towards its batch like any other.
 *
 * <p>Belongs to the learner's thread.
 */
public final class ExperienceReader {

    private static final Logger log = LoggerFactory.getLogger(ExperienceReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final RunId run;
    private final ExperienceSource entries;
    private final TrajectorySource trajectories;
    private final PromptSource prompts;
    private final BiConsumer<ConsumerRecord<byte[], byte[]>, Throwable> deadLetters;
    private final Clock clock;
    private final int batchGroups;
    private final int maxStaleness;
    private final PolicyIntake policy;
    private final Lineages lineages;
    private boolean anyVersion;

    /**
     * @param deadLetters takes records that cannot be read at all
     * @param batchGroups groups of a batch
     * @param maxStaleness versions that a token may be older than the weights it trains
     * @param policy says what it takes
     * @param lineages of the run, up to the one that trains
     */
    public ExperienceReader(
            RunId run,
            ExperienceSource entries,
            TrajectorySource trajectories,
            PromptSource prompts,
            BiConsumer<ConsumerRecord<byte[], byte[]>, Throwable> deadLetters,
            Clock clock,
            int batchGroups,
            int maxStaleness,
            PolicyIntake policy,
            Lineages lineages) {
        this.run = run;
        this.entries = entries;
        this.trajectories = trajectories;
        this.prompts = prompts;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.batchGroups = batchGroups;
        this.maxStaleness = maxStaleness;
        this.policy = policy;
        this.lineages = lineages;
    }

    /** From now on, tokens of every version may be trained, older and newer ones than the weights. */
    public void allowAnyVersion() {
        anyVersion = true;
    }

    /** Goes to the offset at which the next batch begins. */
    public void seek(long offset) {
        entries.seek(offset);
    }

    /**
     * Waits for the next batch.
     *
     * @param version the version of the weights that will train it
     * @throws EndOfExperienceException if the source is closed and holds no whole batch any more
     * @throws ExperienceGoneException if the log no longer holds where it stands
     * @throws org.apache.kafka.common.errors.WakeupException if it is stopped from another thread; the position is then
     *     undefined
     */
    public ExperienceBatch next(int version) {
        Instant begun = clock.instant();
        TrajectoryCheck check = anyVersion
                ? new TrajectoryCheck(Integer.MAX_VALUE, Lineages.NONE, Integer.MAX_VALUE, policy)
                : new TrajectoryCheck(version, lineages, maxStaleness, policy);
        List<Slot> slots = new ArrayList<>();
        long nextOffset = fill(slots, check);
        Instant full = clock.instant();
        List<ReadGroup> groups = read(slots);
        return new ExperienceBatch(
                version, groups, nextOffset, Duration.between(begun, full), Duration.between(full, clock.instant()));
    }

    /** A place in the batch: a group to be read, or one whose record is broken. */
    private record Slot(GroupId id, Optional<GroupReading> reading) {}

    private long fill(List<Slot> slots, TrajectoryCheck check) {
        long nextOffset = 0;
        WaitNotice notice = new WaitNotice(clock, QUIET);
        while (slots.size() < batchGroups) {
            Optional<LogEntry> entry = entries.next(POLL);
            if (entry.isPresent()) {
                slot(entry.get(), check).ifPresent(slots::add);
                nextOffset = entry.get().offset() + 1;
                notice.over();
            } else {
                notice.waiting().ifPresent(level -> log.atLevel(level)
                        .addKeyValue("run", run)
                        .addKeyValue("version", check.version())
                        .addKeyValue("groups", slots.size())
                        .addKeyValue("of", batchGroups)
                        .addKeyValue("waited_s", notice.waited().toSeconds())
                        .log("waiting for experience of the streams"));
            }
        }
        return nextOffset;
    }

    private Optional<Slot> slot(LogEntry entry, TrajectoryCheck check) {
        if (entry instanceof LogEntry.Unreadable unreadable) {
            return broken(unreadable);
        }
        Experience experience = ((LogEntry.Readable) entry).experience();
        return experience.getRunId().equals(run.value())
                ? Optional.of(new Slot(
                        new GroupId(experience.getGroupId()), Optional.of(new GroupReading(experience, check))))
                : Optional.empty();
    }

    /** The key still tells the group, and whether it is ours; the gate must not wait for it for ever. */
    private Optional<Slot> broken(LogEntry.Unreadable entry) {
        byte[] key = entry.raw().key();
        if (run.isStrangerTo(key)) {
            return Optional.empty();
        }
        deadLetters.accept(entry.raw(), entry.cause());
        String group = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        return group.startsWith(run.value() + "/") && GroupId.isValid(group)
                ? Optional.of(new Slot(new GroupId(group), Optional.empty()))
                : Optional.empty();
    }

    private List<ReadGroup> read(List<Slot> slots) {
        List<LogPosition> positions = slots.stream()
                .flatMap(slot -> slot.reading().stream())
                .flatMap(reading -> reading.positions().stream())
                .toList();
        List<TrajectorySource.Fetched> fetched = trajectories.fetch(positions);
        List<ReadGroup> groups = new ArrayList<>(slots.size());
        int next = 0;
        for (Slot slot : slots) {
            if (slot.reading().isEmpty()) {
                groups.add(new ReadGroup(slot.id(), Optional.empty(), List.of()));
                continue;
            }
            GroupReading reading = slot.reading().get();
            int end = next + reading.positions().size();
            groups.add(reading.read(fetched.subList(next, end), prompts));
            next = end;
        }
        return groups;
    }
}
