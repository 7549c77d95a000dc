package dev.millrace.cli.page;

import dev.millrace.cli.page.ReadLog.Placed;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Trajectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the table of groups has to say, its suggestions, and a prompt through time: from the records alone. */
final class TableClaims {

    private final ReadLog log;
    private final RunClaims shared;
    private final List<Row> rows;

    TableClaims(RunClaims shared) {
        this.log = shared.log();
        this.shared = shared;
        Map<String, Row> found = new LinkedHashMap<>();
        log.experience().forEach(placed -> found.put(placed.value().getGroupId(), row(placed.value())));
        log.drops().stream()
                .map(Placed::value)
                .filter(Drop::getWholeGroup)
                .forEach(drop -> found.put(
                        drop.getGroupId(), new Row(drop.getGroupId(), drop.getDroppedAt(), Optional.empty())));
        rows = found.values().stream()
                .sorted(Comparator.comparing(Row::at).reversed())
                .toList();
    }

    /** A group that was closed, or dropped as a whole. */
    private record Row(String id, Instant at, Optional<Experience> group) {}

    private static Row row(Experience group) {
        return new Row(group.getGroupId(), group.getClosedAt(), Optional.of(group));
    }

    int size() {
        return rows.size();
    }

    Claims table() {
        Claims claims = shared.ledger()
                .says(
                        ".groups-list > .tools > .hint",
                        rows.size() + " of " + rows.size() + " groups: every group that has closed, or was dropped");
        rows.forEach(row -> row(claims, row));
        return claims;
    }

    private void row(Claims claims, Row row) {
        String at = ".space .row[data-key=\"" + row.id() + "\"]";
        Optional<Experience> group = row.group();
        String[] parts = row.id().split("/");
        String reasons = log.dropsOf(row.id()).stream()
                .map(drop -> Shown.words(lower(drop.value().getReason())))
                .distinct()
                .collect(Collectors.joining(", "));
        claims.says(at + " .c-prompt small", parts[parts.length - 2] + "/" + parts[parts.length - 1])
                .says(
                        at + " .c-mean",
                        group.map(made -> Shown.number(made.getRewardMean())).orElse("–"))
                .says(
                        at + " .c-std",
                        group.map(made -> made.getRewardStd() > 0 ? Shown.number(made.getRewardStd()) : "equal")
                                .orElse("–"))
                .says(
                        at + " .c-right",
                        group.map(made -> right(made) + "/" + made.getGroupSize())
                                .orElse("–"))
                .says(at + " .c-version", group.map(TableClaims::versions).orElse("–"))
                .says(at + " .c-closed b", state(group))
                .says(at + " .c-closed small", reasons.isEmpty() ? Shown.clock(row.at()) : reasons)
                .names(at, "aria-label", List.of(label(row)));
        group.map(TableClaims::rewards)
                .ifPresent(rewards -> claims.names(at + " .dots", "aria-label", List.of("rewards: " + rewards))
                        .names(at + " .dots", "title", List.of(rewards)));
    }

    private static String state(Optional<Experience> group) {
        return group.map(made -> {
                    int missing = made.getGroupSize() - made.getTrajectories().size();
                    return missing > 0 ? missing + " missing" : "complete";
                })
                .orElse("dropped");
    }

    private String label(Row row) {
        return Stream.of(
                        prompt(row.id()).getText().replace("<image>", "").strip(),
                        row.group()
                                .map(made -> "mean reward " + Shown.number(made.getRewardMean()))
                                .orElse("not rewarded"),
                        row.group()
                                .map(made -> right(made) + " of " + made.getGroupSize() + " right")
                                .orElse(""),
                        String.valueOf(prompt(row.id()).getCategory()),
                        closed(row))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String closed(Row row) {
        return row.group()
                .map(made -> made.getTrajectories().size() < made.getGroupSize() ? "partial" : "complete")
                .orElse("dropped");
    }

    /** One that the deadline has closed is found by that, too. */
    private static Stream<String> ends(Row row) {
        boolean isLate = row.group()
                .filter(made -> made.getClosed() == CloseReason.DEADLINE)
                .isPresent();
        return isLate ? Stream.of(closed(row), "deadline") : Stream.of(closed(row));
    }

    private static long right(Experience group) {
        return group.getTrajectories().stream()
                .filter(each -> each.getComponents().getOrDefault("accuracy", 0.0) >= 1)
                .count();
    }

    private static String versions(Experience group) {
        int oldest = group.getTrajectories().stream()
                .mapToInt(ExperienceTrajectory::getMinVersion)
                .min()
                .orElseThrow();
        int newest = newest(group);
        return oldest == newest ? String.valueOf(newest) : oldest + "–" + newest;
    }

    private static int newest(Experience group) {
        return group.getTrajectories().stream()
                .mapToInt(ExperienceTrajectory::getMaxVersion)
                .max()
                .orElseThrow();
    }

    private static String rewards(Experience group) {
        Map<Integer, Double> rewards = new TreeMap<>();
        group.getTrajectories().forEach(each -> rewards.put(each.getIndex(), each.getReward()));
        return IntStream.range(0, group.getGroupSize())
                .mapToObj(i -> rewards.containsKey(i) ? Shown.number(rewards.get(i)) : "none")
                .collect(Collectors.joining(", "));
    }

    private Prompt prompt(String id) {
        return log.trajectoriesOf(id).get(0).value().getPrompt();
    }

    /** What is suggested for a field of words: its values, each with the number of its groups. */
    List<String> suggested(String field) {
        Function<Row, Stream<String>> values = field.equals("category")
                ? row -> Stream.of(String.valueOf(prompt(row.id()).getCategory()))
                : TableClaims::ends;
        Map<String, Long> counts = rows.stream()
                .flatMap(values)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(each ->
                        field + ":" + each.getKey() + each.getValue() + (each.getValue() == 1 ? " group" : " groups"))
                .toList();
    }

    /** One prompt through time, once all answers are read. */
    Claims prompt(Claims claims, String promptId) {
        List<Row> own = rows.stream()
                .filter(row -> prompt(row.id()).getPromptId().equals(promptId))
                .sorted(Comparator.comparing(Row::at))
                .toList();
        List<Experience> told =
                own.stream().flatMap(row -> row.group().stream()).toList();
        Prompt prompt = prompt(own.get(0).id());
        String means = Shown.number(told.get(0).getRewardMean()) + " to "
                + Shown.number(told.get(told.size() - 1).getRewardMean());
        claims.says(
                        ".prompt-view .meta",
                        promptId + " · " + lower(prompt.getTask()) + " · " + prompt.getCategory() + " · " + own.size()
                                + (own.size() == 1 ? " group · versions " : " groups · versions ")
                                + told.stream()
                                        .mapToInt(TableClaims::newest)
                                        .min()
                                        .orElseThrow() + " to "
                                + told.stream()
                                        .mapToInt(TableClaims::newest)
                                        .max()
                                        .orElseThrow())
                .says(".curve-of figcaption", "mean reward, from " + means)
                .names(
                        ".curve",
                        "aria-label",
                        List.of("mean reward from " + means + ", over " + told.size() + " groups"))
                .names(".prompt img", "alt", List.of("image 1 of the prompt"))
                .names(".prompt .picture", "aria-label", List.of("enlarge image 1 of the prompt"))
                .says(
                        ".strip-of-groups a > b",
                        own.stream()
                                .map(row -> row.group()
                                        .map(made -> "version " + newest(made))
                                        .orElse("not trained"))
                                .toList())
                .says(
                        ".strip-of-groups a > small",
                        own.stream().map(row -> Shown.clock(row.at())).toList())
                .says(
                        ".strip-of-groups a > span:last-child",
                        own.stream()
                                .map(row -> row.group()
                                        .map(made -> "mean " + Shown.number(made.getRewardMean()) + " · " + right(made)
                                                + "/" + made.getGroupSize() + " right")
                                        .orElse("dropped"))
                                .toList())
                .says(
                        ".strip-of-groups .answers p",
                        own.stream()
                                .flatMap(row -> answers(row.id()).entrySet().stream()
                                        .limit(3)
                                        .map(each -> "×" + each.getValue() + " " + each.getKey()))
                                .toList())
                .says(".changes li", changes(own));
        List<String> rewards = own.stream()
                .map(row -> row.group().map(TableClaims::rewards).orElse("none"))
                .toList();
        return claims.names(".strip-of-groups .dots", "title", rewards)
                .names(
                        ".strip-of-groups .dots",
                        "aria-label",
                        rewards.stream().map(all -> "rewards: " + all).toList());
    }

    /** The answers of a group, the most frequent first; of equally frequent ones that which came first. */
    private Map<String, Integer> answers(String id) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        log.trajectoriesOf(id).stream()
                .map(Placed::value)
                .map(Trajectory::getText)
                .forEach(text -> counts.merge(text, 1, Integer::sum));
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return sorted;
    }

    private List<String> changes(List<Row> own) {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < own.size(); i++) {
            var before = answers(own.get(i - 1).id()).entrySet().iterator().next();
            var now = answers(own.get(i).id()).entrySet().iterator().next();
            if (!before.getKey().equals(now.getKey())) {
                lines.add(change(own.get(i - 1), own.get(i), before, now));
            }
        }
        return lines;
    }

    private static String change(
            Row before, Row after, Map.Entry<String, Integer> said, Map.Entry<String, Integer> says) {
        String version = after.group().map(made -> "version " + newest(made)).orElse("not trained");
        return version + ", " + Shown.clock(after.at()) + ": “" + says.getKey() + "” (×" + says.getValue()
                + ") instead of “" + said.getKey() + "” (×" + said.getValue() + "), mean reward " + mean(before) + " → "
                + mean(after);
    }

    private static String mean(Row row) {
        return row.group().map(made -> Shown.number(made.getRewardMean())).orElse("–");
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
