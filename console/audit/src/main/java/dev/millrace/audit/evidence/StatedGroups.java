package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.TrainedGroup;
import java.util.ArrayList;
import java.util.List;

/** The groups that each training step says it trained, on disk. Belongs to one thread; owns its file until closed. */
public final class StatedGroups implements AutoCloseable {

    /** Steps of a page, as a power of two. */
    private static final int NEIGHBOURS = 4;

    private final PagedFile file = new PagedFile();
    private final EvidenceOutput out = new EvidenceOutput();
    private int steps;

    /** Adds the next step's. */
    void add(List<TrainedGroup> groups) {
        out.begin().number(steps).number(groups.size());
        for (TrainedGroup group : groups) {
            out.text(group.getGroupId()).bytes(group.getIndices());
        }
        file.add(steps >> NEIGHBOURS, out.bytes(), out.size());
        steps++;
    }

    /** Those of a step, by its place among all steps of the log, from 0. */
    public List<TrainedGroup> of(int step) {
        List<TrainedGroup> groups = new ArrayList<>();
        file.read(step >> NEIGHBOURS, record -> {
            EvidenceInput in = new EvidenceInput(record);
            if (in.number() == step) {
                int count = in.number();
                for (int i = 0; i < count; i++) {
                    groups.add(new TrainedGroup(in.text(), in.bytes()));
                }
            }
        });
        return List.copyOf(groups);
    }

    @Override
    public void close() {
        file.close();
    }
}
