package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

/**
 * What the topics hold of each group, on disk: groups whose prompts are neighbours share a page, and only the groups of one page are
 * objects at a time. Belongs to one thread; owns its file until closed.
 */
public final class GroupPages implements AutoCloseable {

    /** Neighbours of a page, as a power of two. */
    private static final int NEIGHBOURS = 6;

    /** Bits of a page's number that are of the offset; those above are the partition. */
    private static final int OFFSET_BITS = 40;

    /** Groups whose ids are no place of a prompt of this run are spread over the last pages. */
    private static final int STRANGE = 64;

    private enum Kind {
        PROMPT,
        TRAJECTORY,
        SCORE,
        EXPERIENCE,
        DROP,
        LATE,
        TRAINED
    }

    private final String prefix;
    private final PagedFile file = new PagedFile();
    private final EvidenceOutput out = new EvidenceOutput();
    private final BinaryMessageEncoder<Experience> experiences = Experience.getEncoder();
    private final BinaryMessageEncoder<Drop> drops = Drop.getEncoder();
    private final BinaryMessageEncoder<LateScore> lates = LateScore.getEncoder();
    private final BinaryMessageDecoder<Experience> readExperience = Experience.getDecoder();
    private final BinaryMessageDecoder<Drop> readDrop = Drop.getDecoder();
    private final BinaryMessageDecoder<LateScore> readLate = LateScore.getDecoder();

    GroupPages(RunId run) {
        this.prefix = run + "/";
    }

    void prompt(GroupId group, String prompt) {
        add(group.value(), begin(Kind.PROMPT, group.value()).text(prompt));
    }

    void trajectory(LoggedTrajectory trajectory) {
        String group = trajectory.id().group().value();
        add(group, begin(Kind.TRAJECTORY, group).trajectory(trajectory));
    }

    void score(String group, LoggedScore score) {
        add(group, begin(Kind.SCORE, group).score(group, score));
    }

    void experience(String group, Logged<Experience> experience) {
        add(group, logged(Kind.EXPERIENCE, group, experience).record(experiences, experience.value()));
    }

    void drop(String group, Logged<Drop> drop) {
        add(group, logged(Kind.DROP, group, drop).record(drops, drop.value()));
    }

    void late(String group, Logged<LateScore> late) {
        add(group, logged(Kind.LATE, group, late).record(lates, late.value()));
    }

    /** A step trained trajectories of a group, and made a version. */
    void trained(String group, int version, ByteBuffer indices) {
        add(group, begin(Kind.TRAINED, group).number(version).bytes(indices));
    }

    private EvidenceOutput begin(Kind kind, String group) {
        return out.begin().number(kind.ordinal()).text(group);
    }

    private EvidenceOutput logged(Kind kind, String group, Logged<?> logged) {
        return begin(kind, group).place(logged.position()).textBeside(group, logged.key());
    }

    private void add(String group, EvidenceOutput record) {
        file.add(page(group), record.bytes(), record.size());
    }

    private long page(String group) {
        int slash = group.indexOf('/', prefix.length());
        if (group.startsWith(prefix) && slash > 0) {
            try {
                int partition = Integer.parseInt(group, prefix.length(), slash, 10);
                long offset = Long.parseLong(group, slash + 1, group.length(), 10) >> NEIGHBOURS;
                if (partition >= 0 && partition < 1 << (Long.SIZE - OFFSET_BITS - 2) && offset >> OFFSET_BITS == 0) {
                    return ((long) partition << OFFSET_BITS) + offset;
                }
            } catch (NumberFormatException e) {
                return strange(group); // a group's id may be any text that another has written
            }
        }
        return strange(group);
    }

    private static long strange(String group) {
        return Long.MAX_VALUE - Math.floorMod(group.hashCode(), STRANGE);
    }

    /** Whether nothing is known of any group, its prompt included. */
    public boolean isEmpty() {
        return file.isEmpty();
    }

    /**
     * Shows each group that anything is known of but its prompt, in the order of the prompts. A group is good for as long as it is
     * held; only those of one page are held here.
     */
    public void forEach(Consumer<GroupEvidence> visitor) {
        for (long page : file.pages()) {
            Map<String, GroupEvidence> groups = new TreeMap<>();
            file.read(page, record -> read(new EvidenceInput(record), groups));
            groups.values().stream().filter(GroupEvidence::isNamed).forEach(visitor);
        }
    }

    private void read(EvidenceInput in, Map<String, GroupEvidence> groups) {
        Kind kind = Kind.values()[in.number()];
        String id = in.text();
        GroupEvidence group = groups.computeIfAbsent(id, GroupEvidence::of);
        switch (kind) {
            case PROMPT -> group.setPrompt(in.text());
            case TRAJECTORY -> group.add(in.trajectory(group.id()));
            case SCORE -> group.add(in.score(id));
            case EXPERIENCE -> group.addExperience(new Logged<>(in.place(), key(in, id), in.record(readExperience)));
            case DROP -> group.addDrop(new Logged<>(in.place(), key(in, id), in.record(readDrop)));
            case LATE -> group.addLate(new Logged<>(in.place(), key(in, id), in.record(readLate)));
            case TRAINED -> group.addTrained(in.number(), in.bytes());
        }
    }

    private static String key(EvidenceInput in, String group) {
        return in.flag() ? group : in.text();
    }

    @Override
    public void close() {
        file.close();
    }
}
