package dev.millrace.audit.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The groups of the experience topic in the order of its log, on disk. Belongs to one thread; owns its file until closed. */
public final class ExperienceOrder implements AutoCloseable {

    /** Neighbours of a page, as a power of two. */
    private static final int NEIGHBOURS = 6;

    private final PagedFile file = new PagedFile();
    private final EvidenceOutput out = new EvidenceOutput();

    /** Adds a group, in any order. */
    public void add(ExperienceSlot slot) {
        out.begin().number(slot.offset()).text(slot.group()).numbers(slot.survivors());
        out.number(slot.dropped().size());
        for (ExperienceSlot.Dropped dropped : slot.dropped()) {
            out.number(dropped.version()).numbers(dropped.indices());
        }
        file.add(slot.offset() >> NEIGHBOURS, out.bytes(), out.size());
    }

    /** Those from one offset to another, the latter not included, in order. */
    public List<ExperienceSlot> between(long from, long until) {
        List<ExperienceSlot> slots = new ArrayList<>();
        for (long page : file.pages(from >> NEIGHBOURS, (until - 1) >> NEIGHBOURS)) {
            file.read(page, record -> {
                ExperienceSlot slot = read(new EvidenceInput(record));
                if (slot.offset() >= from && slot.offset() < until) {
                    slots.add(slot);
                }
            });
        }
        slots.sort(Comparator.comparingLong(ExperienceSlot::offset));
        return slots;
    }

    private static ExperienceSlot read(EvidenceInput in) {
        long offset = in.large();
        String group = in.text();
        List<Integer> survivors = in.numbers();
        int count = in.number();
        List<ExperienceSlot.Dropped> dropped = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            dropped.add(new ExperienceSlot.Dropped(in.number(), in.numbers()));
        }
        return new ExperienceSlot(offset, group, survivors, dropped);
    }

    @Override
    public void close() {
        file.close();
    }
}
