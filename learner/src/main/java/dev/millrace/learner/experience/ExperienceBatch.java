package dev.millrace.learner.experience;

import dev.millrace.learner.objective.BatchSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The experience of one step: always the same number of groups of the log, those that cannot be trained included, so that
 * settled groups are steps times batch size and the staleness gate never waits for a batch that cannot fill.
 *
 * @param version the version of the weights that this batch trains
 * @param groups in the order of the log
 * @param nextOffset offset of the experience log at which the next batch begins
 * @param waited time spent waiting for the groups
 * @param fetched time spent fetching their trajectories and images
 */
public record ExperienceBatch(int version, List<ReadGroup> groups, long nextOffset, Duration waited, Duration fetched) {

    public ExperienceBatch {
        groups = List.copyOf(groups);
    }

    /** What can be trained, in the order of the log. */
    public List<TrainableGroup> trainable() {
        return groups.stream().flatMap(group -> group.trainable().stream()).toList();
    }

    /**
     * What can be trained, in so many parts of nearly as many groups, in the order of the log; fewer where there are fewer groups.
     */
    public List<ExperienceBatch> parts(int most) {
        List<ReadGroup> trainable =
                groups.stream().filter(group -> group.trainable().isPresent()).toList();
        int count = Math.min(most, trainable.size());
        List<ExperienceBatch> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int begin = part * trainable.size() / count;
            int end = (part + 1) * trainable.size() / count;
            parts.add(new ExperienceBatch(version, trainable.subList(begin, end), nextOffset, waited, fetched));
        }
        return List.copyOf(parts);
    }

    /** The groups of answers that can be trained, in the order of the log. */
    public List<TrainableGroup> answered() {
        return trainable().stream().filter(group -> !group.isDrawn()).toList();
    }

    /** The groups of images that can be trained, in the order of the log. */
    public List<TrainableGroup> drawn() {
        return trainable().stream().filter(TrainableGroup::isDrawn).toList();
    }

    /** Size of the answers that can be trained, in tokens; empty if there are none. */
    public Optional<BatchSize> answeredSize() {
        return size(answered());
    }

    /** Size of the images that can be trained, in denoising steps; empty if there are none. */
    public Optional<BatchSize> drawnSize() {
        return size(drawn());
    }

    private static Optional<BatchSize> size(List<TrainableGroup> groups) {
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new BatchSize(
                groups.stream().mapToInt(group -> group.trajectories().size()).sum(),
                groups.stream().mapToLong(TrainableGroup::tokens).sum()));
    }
}
