package dev.millrace.learner.experience;

import dev.millrace.schemas.id.GroupId;
import java.util.List;
import java.util.Optional;

/**
 * One group of a batch: what of it can be trained, and what cannot.
 *
 * @param id the group
 * @param trainable empty when nothing of it can be trained
 * @param rejections the trajectories that cannot, in order of index; empty also for a record so broken that its
 *     trajectories are unknown
 */
public record ReadGroup(GroupId id, Optional<TrainableGroup> trainable, List<Rejection> rejections) {

    public ReadGroup {
        rejections = List.copyOf(rejections);
    }
}
