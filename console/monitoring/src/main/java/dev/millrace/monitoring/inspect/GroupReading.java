package dev.millrace.monitoring.inspect;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the records of a group together. Pure. */
final class GroupReading {

    private GroupReading() {}

    /** @throws IllegalArgumentException if there is no trajectory */
    static SeenGroup of(GroupId group, GroupRecords records, GroupRecords.TokenWords words) {
        if (records.trajectories().isEmpty()) {
            throw new IllegalArgumentException("group " + group + " has no trajectory on the topics");
        }
        Map<Integer, ExperienceTrajectory> trained = records.experience()
                .map(experience -> experience.getTrajectories().stream()
                        .collect(Collectors.toMap(ExperienceTrajectory::getIndex, Function.identity())))
                .orElse(Map.of());
        List<SeenResponse> responses = new ArrayList<>();
        for (Trajectory trajectory : records.trajectories().values()) {
            int index = trajectory.getIndex();
            responses.add(
                    response(trajectory, trained.get(index), records.scores().getOrDefault(index, List.of()), words));
        }
        Trajectory first = records.trajectories().values().iterator().next();
        return new SeenGroup(
                group.value(), first.getPrompt(), records.experience().map(Experience::getReshaper), responses);
    }

    private static SeenResponse response(
            Trajectory trajectory,
            @Nullable ExperienceTrajectory trained,
            List<Score> scores,
            GroupRecords.TokenWords words) {
        PackedInts tokens = PackedInts.view(trajectory.getTokens());
        VisualDependency dependency = trajectory.getDependency();
        Values strong = Values.of(dependency == null ? null : dependency.getStrong());
        Values weak = Values.of(dependency == null ? null : dependency.getWeak());
        Values weights = Values.of(trained == null ? null : trained.getTokenWeights());
        Values robust = Values.of(trained == null ? null : trained.getRobustDependency());
        Values advantages = Values.of(trained == null ? null : trained.getTokenAdvantages());
        List<SeenToken> seen = new ArrayList<>();
        for (int t = 0; t < tokens.length(); t++) {
            OptionalDouble own = advantages.at(t);
            seen.add(new SeenToken(
                    words.word(tokens.at(t)),
                    weights.at(t).orElse(1),
                    strong.at(t),
                    weak.at(t),
                    robust.at(t),
                    own.isPresent() || trained == null ? own : OptionalDouble.of(trained.getAdvantage())));
        }
        return new SeenResponse(
                trajectory.getIndex(),
                seen,
                Optional.ofNullable(trajectory.getImage()).map(image -> drawing(image, trajectory, trained, scores)),
                trained == null ? OptionalDouble.empty() : OptionalDouble.of(trained.getReward()),
                trained == null ? new TreeMap<>() : new TreeMap<>(trained.getComponents()),
                Optional.ofNullable(trained).map(ExperienceTrajectory::getGuard));
    }

    private static SeenDrawing drawing(
            ImageRef image, Trajectory trajectory, @Nullable ExperienceTrajectory trained, List<Score> scores) {
        return new SeenDrawing(
                image.getSha256(),
                PackedFloats.view(trajectory.getLogprobs()).length(),
                trained == null ? OptionalDouble.empty() : OptionalDouble.of(trained.getAdvantage()),
                scores.stream()
                        .sorted(Comparator.comparing(Score::getScorer))
                        .flatMap(score -> RuleMark.of(score.getScorer(), score.getDetail()).stream())
                        .toList());
    }

    /** A packed field that may be absent. */
    private record Values(Optional<PackedFloats> floats) {

        static Values of(@Nullable ByteBuffer field) {
            return new Values(Optional.ofNullable(field).map(PackedFloats::view));
        }

        OptionalDouble at(int index) {
            return floats.isPresent() && index < floats.get().length()
                    ? OptionalDouble.of(floats.get().at(index))
                    : OptionalDouble.empty();
        }
    }
}
