package dev.millrace.cli.page;

import dev.millrace.cli.page.ReadLog.Placed;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a group that was trained has to say, on a page of its own: from its records alone. */
final class GroupClaims {

    private final ReadLog log;
    private final RunClaims shared;

    GroupClaims(RunClaims shared) {
        this.log = shared.log();
        this.shared = shared;
    }

    /** An answer, or several that are equal and have the same reward. */
    private record Answer(List<ExperienceTrajectory> credits, List<Placed<Trajectory>> sampled) {

        Placed<Trajectory> first() {
            return sampled.get(0);
        }

        boolean isTrained() {
            return !credits.isEmpty();
        }

        String index() {
            return String.valueOf(first().value().getIndex());
        }
    }

    Claims of(String id) {
        Placed<Experience> placed = log.experienceOf(id);
        Experience group = placed.value();
        List<Answer> answers = answers(id, group);
        boolean isDrawn = answers.get(0).first().value().getImage() != null;
        Claims claims = shared.ledger().says(".group h2", id).says(".group header .meta", meta(placed, answers));
        String rewards = rewards(group);
        claims.says(
                        ".summary",
                        "reward " + Shown.number(group.getRewardMean()) + " ± " + Shown.number(group.getRewardStd()))
                .names(".summary .dots", "aria-label", List.of("rewards: " + rewards))
                .names(".summary .dots", "title", List.of(rewards));
        prompt(claims, answers.get(0).first().value().getPrompt());
        drops(claims, id);
        String card = isDrawn ? ".drawing" : ".response";
        claims.says(
                        card + " .numbers",
                        answers.stream().map(GroupClaims::verdict).toList())
                .names(
                        card,
                        "aria-label",
                        answers.stream()
                                .map(each -> (isDrawn ? "drawing " : "answer ") + each.index())
                                .toList());
        List<String> equal = answers.stream()
                .filter(each -> each.sampled().size() > 1)
                .map(each -> each.sampled().size() + " equal answers")
                .toList();
        if (!equal.isEmpty()) {
            claims.names(".numbers .times", "title", equal);
        }
        scores(claims, id, group, answers);
        if (isDrawn) {
            drawings(claims, group, answers);
        } else {
            claims.says(card + " > .timing", answers.stream().map(this::timing).toList())
                    .says(
                            card + " .token",
                            answers.stream()
                                    .flatMap(each -> tokens(each.first().value()).stream())
                                    .toList())
                    .names(
                            card + " .tokens",
                            "aria-label",
                            answers.stream()
                                    .map(each -> "tokens of answer " + each.index())
                                    .toList());
        }
        return claims.says(".commands code", commands(id));
    }

    private List<Answer> answers(String id, Experience group) {
        Map<Integer, ExperienceTrajectory> credits = new LinkedHashMap<>();
        group.getTrajectories().forEach(each -> credits.put(each.getIndex(), each));
        Map<String, Answer> folded = new LinkedHashMap<>();
        log.trajectoriesOf(id).forEach(placed -> {
            Trajectory sampled = placed.value();
            ExperienceTrajectory credit = credits.get(sampled.getIndex());
            String key = sampled.getImage() != null
                    ? "#" + sampled.getIndex()
                    : (credit == null ? "none" : credit.getReward()) + " "
                            + Tokens.of(PackedInts.view(sampled.getTokens()).toArray());
            Answer answer = folded.computeIfAbsent(key, any -> new Answer(new ArrayList<>(), new ArrayList<>()));
            answer.sampled().add(placed);
            if (credit != null) {
                answer.credits().add(credit);
            }
        });
        return List.copyOf(folded.values());
    }

    private static String rewards(Experience group) {
        Map<Integer, Double> rewards = new LinkedHashMap<>();
        group.getTrajectories().forEach(each -> rewards.put(each.getIndex(), each.getReward()));
        return IntStream.range(0, group.getGroupSize())
                .mapToObj(i -> rewards.containsKey(i) ? Shown.number(rewards.get(i)) : "none")
                .collect(Collectors.joining(", "));
    }

    private static String meta(Placed<Experience> placed, List<Answer> answers) {
        Experience group = placed.value();
        String task = lower(answers.get(0).first().value().getPrompt().getTask());
        return Stream.of(
                        group.getCategory(),
                        task,
                        "closed " + lower(group.getClosed()) + " at " + Shown.clock(group.getClosedAt()) + ", after "
                                + Shown.span(Duration.between(group.getOpenedAt(), group.getClosedAt())
                                        .toMillis()),
                        group.getTrajectories().size() + " of " + group.getGroupSize() + " trained on",
                        group.getEstimator() + (group.getReshaper().equals("none") ? "" : ", " + group.getReshaper()),
                        "experience-0@" + placed.offset())
                .collect(Collectors.joining(" · "));
    }

    private static void prompt(Claims claims, Prompt prompt) {
        claims.says(".reference", "reference: " + prompt.getReference());
        List<String> images = IntStream.rangeClosed(1, prompt.getImages().size())
                .mapToObj(i -> "image " + i + " of the prompt")
                .toList();
        if (!images.isEmpty()) {
            claims.names(".prompt img", "alt", images)
                    .names(
                            ".prompt .picture",
                            "aria-label",
                            images.stream().map(image -> "enlarge " + image).toList());
        }
    }

    private void drops(Claims claims, String id) {
        List<String> lines = log.dropsOf(id).stream().map(GroupClaims::drop).toList();
        if (!lines.isEmpty()) {
            claims.says(".dropped-why li", lines);
        }
    }

    private static String drop(Placed<Drop> placed) {
        Drop drop = placed.value();
        int[] indices = PackedInts.view(drop.getIndices()).toArray();
        String which = IntStream.of(indices).mapToObj(i -> "#" + i).collect(Collectors.joining(" "));
        return indices.length + " trajectories (" + which + ") dropped by the " + drop.getDroppedBy() + ": "
                + Shown.words(lower(drop.getReason())) + ", " + drop.getDetail() + " "
                + Shown.clock(drop.getDroppedAt()) + " · drops-" + placed.partition() + "@" + placed.offset();
    }

    private static String verdict(Answer answer) {
        String times = answer.sampled().size() > 1 ? "×" + answer.sampled().size() : "";
        String indices = answer.sampled().stream()
                .map(each -> "#" + each.value().getIndex())
                .collect(Collectors.joining(" "));
        if (!answer.isTrained()) {
            return times + indices + "not trained";
        }
        double advantage = answer.credits().get(0).getAdvantage();
        return times + indices + "reward "
                + Shown.number(answer.credits().get(0).getReward()) + "advantage " + (advantage > 0 ? "+" : "")
                + Shown.number(advantage);
    }

    private void scores(Claims claims, String id, Experience group, List<Answer> answers) {
        List<String> said = new ArrayList<>();
        List<String> took = new ArrayList<>();
        for (Answer answer : answers) {
            for (Placed<Score> placed : log.scores()) {
                Score score = placed.value();
                if (score.getGroupId().equals(id)
                        && score.getIndex() == answer.first().value().getIndex()) {
                    said.add(score.getScorer() + " " + Shown.number(score.getValue()));
                    took.add("took " + Shown.span(score.getLatencyMs()) + ", "
                            + Shown.span(Math.max(
                                    0,
                                    Duration.between(group.getOpenedAt(), score.getScoredAt())
                                            .toMillis()))
                            + " after the group opened");
                }
            }
            // A component that no score on the topic has given.
            for (ExperienceTrajectory credit :
                    answer.credits().stream().limit(1).toList()) {
                boolean isScored = log.scores().stream()
                        .anyMatch(score -> score.value().getGroupId().equals(id)
                                && score.value().getScorer().equals("accuracy"));
                if (!isScored) {
                    said.add(said.size() - 1, "accuracy " + Shown.number(credit.getReward()));
                }
            }
        }
        claims.says(".scores li", said).names(".scores li[title]", "title", took);
    }

    private void drawings(Claims claims, Experience group, List<Answer> answers) {
        List<String> captions = answers.stream()
                .map(each -> "drawing #" + each.index() + ", reward "
                        + Shown.number(each.credits().get(0).getReward()))
                .toList();
        claims.says(
                        ".drawing .timing",
                        answers.stream()
                                .flatMap(each -> Stream.of(flow(each.first().value()), timing(each)))
                                .toList())
                .names(".drawing img", "alt", captions)
                .names(
                        ".drawing .picture",
                        "aria-label",
                        captions.stream().map(caption -> "enlarge " + caption).toList())
                .says(
                        ".marks li",
                        group.getTrajectories().stream()
                                .flatMap(each -> Stream.of(
                                        "✓ holds: 1 of circle",
                                        each.getReward() > 0
                                                ? "✓ holds: 1 of red circle"
                                                : "✗ fails: 1 of red circle, found 0"))
                                .toList());
    }

    private static String flow(Trajectory trajectory) {
        FlowTrace flow = Objects.requireNonNull(trajectory.getFlow());
        return (PackedFloats.view(flow.getTimes()).length() - 1) + " steps, "
                + PackedFloats.view(trajectory.getLogprobs()).length() + " trained from step " + flow.getWindowBegin()
                + ", noise " + Shown.number(flow.getNoiseLevel()) + ", guidance " + Shown.number(flow.getGuidance());
    }

    private String timing(Answer answer) {
        Placed<Trajectory> placed = answer.first();
        Trajectory sampled = placed.value();
        int[] versions = PackedInts.view(sampled.getPolicyVersions()).toArray();
        int length = answer.isTrained()
                ? answer.credits().get(0).getLength()
                : PackedInts.view(sampled.getTokens()).length();
        int first = IntStream.of(versions).min().orElseThrow();
        int last = IntStream.of(versions).max().orElseThrow();
        return (first == last ? "version " + first : "versions " + first + " to " + last) + " · " + sampled.getWorker()
                + " · " + Shown.clock(sampled.getSampledAt()) + " · " + length
                + (sampled.getFlow() == null ? " token" : " step") + (length == 1 ? "" : "s")
                + " · ended · temperature "
                + Shown.number(sampled.getTemperature()) + " · trajectories-" + placed.partition() + "@"
                + placed.offset();
    }

    static List<String> tokens(Trajectory trajectory) {
        WordTokenizer words = WordTokenizer.builtIn();
        return IntStream.of(PackedInts.view(trajectory.getTokens()).toArray())
                .mapToObj(id -> words.decode(Tokens.of(id)))
                .toList();
    }

    private List<String> commands(String id) {
        Placed<Trajectory> first = log.trajectoriesOf(id).stream()
                .min(Comparator.comparing(Placed::offset))
                .orElseThrow();
        String offsets = "--offsets " + first.partition() + ":" + first.offset() + "-" + (first.offset() + 1);
        String run = " -s run.id=" + PlayedRun.RUN;
        return List.of(
                "./millrace watch --group " + id + run,
                "./millrace show " + id + run,
                "./millrace replay --topics " + offsets + " --verify" + run,
                "./millrace export " + offsets + " -o group.jsonl" + run);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
