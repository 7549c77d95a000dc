package dev.millrace.monitoring.inspect;

import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
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

/** Shows what a group holds. Pure. */
public final class SeenGroups {

    private SeenGroups() {}

    /** What the tokens of a response are to a reader, as many as there are tokens. */
    @FunctionalInterface
    public interface TokenWords {
        List<String> of(Tokens tokens);
    }

    /**
     * A group as it is shown, with each token as a word.
     *
     * @throws IllegalArgumentException if there is no trajectory
     */
    public static SeenGroup of(LoggedGroup group, TokenWords words) {
        if (group.getTrajectories().isEmpty()) {
            throw new IllegalArgumentException("group " + group.getGroupId() + " has no trajectory on the topics");
        }
        Optional<Experience> experience = Optional.ofNullable(group.getExperience());
        Map<Integer, ExperienceTrajectory> trained = experience
                .map(made -> made.getTrajectories().stream()
                        .collect(Collectors.toMap(ExperienceTrajectory::getIndex, Function.identity())))
                .orElse(Map.of());
        List<SeenResponse> responses = new ArrayList<>();
        for (LoggedTrajectory logged : group.getTrajectories()) {
            Trajectory trajectory = logged.getTrajectory();
            List<Score> scores =
                    logged.getScores().stream().map(LoggedScore::getScore).toList();
            responses.add(response(trajectory, trained.get(trajectory.getIndex()), scores, words));
        }
        return new SeenGroup(
                group.getGroupId(),
                group.getTrajectories().get(0).getTrajectory().getPrompt(),
                experience.map(Experience::getReshaper),
                responses);
    }

    private static SeenResponse response(
            Trajectory trajectory, @Nullable ExperienceTrajectory trained, List<Score> scores, TokenWords words) {
        PackedInts tokens = PackedInts.view(trajectory.getTokens());
        VisualDependency dependency = trajectory.getDependency();
        Values strong = Values.of(dependency == null ? null : dependency.getStrong());
        Values weak = Values.of(dependency == null ? null : dependency.getWeak());
        Values weights = Values.of(trained == null ? null : trained.getTokenWeights());
        Values robust = Values.of(trained == null ? null : trained.getRobustDependency());
        Values advantages = Values.of(trained == null ? null : trained.getTokenAdvantages());
        List<String> said = words.of(Tokens.of(tokens.toArray()));
        List<SeenToken> seen = new ArrayList<>();
        for (int t = 0; t < tokens.length(); t++) {
            OptionalDouble own = advantages.at(t);
            seen.add(new SeenToken(
                    said.get(t),
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
                image,
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
