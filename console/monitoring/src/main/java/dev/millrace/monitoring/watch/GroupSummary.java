package dev.millrace.monitoring.watch;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A closed group in a list.
 *
 * @param minVersion oldest policy version among its tokens
 * @param maxVersion newest
 * @param closed why it closed, in lower case
 */
public record GroupSummary(
        String id,
        @Nullable String category,
        int size,
        int survivors,
        double rewardMean,
        double rewardStd,
        int minVersion,
        int maxVersion,
        String closed,
        Instant closedAt) {

    static GroupSummary of(Experience experience) {
        return new GroupSummary(
                experience.getGroupId(),
                experience.getCategory(),
                experience.getGroupSize(),
                experience.getTrajectories().size(),
                experience.getRewardMean(),
                experience.getRewardStd(),
                experience.getTrajectories().stream()
                        .mapToInt(ExperienceTrajectory::getMinVersion)
                        .min()
                        .orElse(0),
                experience.getTrajectories().stream()
                        .mapToInt(ExperienceTrajectory::getMaxVersion)
                        .max()
                        .orElse(0),
                experience.getClosed().name().toLowerCase(Locale.ROOT),
                experience.getClosedAt());
    }
}
