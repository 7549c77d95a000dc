package dev.millrace.cli.data;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.dataset.Dataset;
import dev.millrace.policy.dataset.DatasetProblem;
import dev.millrace.policy.dataset.RowFault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a data set would be trained on and what not, and why.
 *
 * @param named as the caller named it
 * @param withUnknownWords rows that are taken and have words that the policy does not know
 */
public record DatasetReport(String named, Dataset dataset, long withUnknownWords) {

    private static final int SHOWN = 10;
    private static final int MAX_REASON = 120;

    /** All rows. */
    public long rows() {
        return dataset.entries().size()
                + dataset.passedOver()
                + dataset.skipped().size();
    }

    /** How many rows are refused for which reason, the most frequent first. */
    public List<Map.Entry<String, Long>> reasons() {
        Map<String, Long> counts = new TreeMap<>();
        dataset.skipped().forEach(problem -> counts.merge(reason(problem), 1L, Long::sum));
        List<Map.Entry<String, Long>> sorted = new ArrayList<>(counts.entrySet());
        sorted.sort(Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey));
        return sorted;
    }

    /** What a policy says has numbers and names in it, without which the reason is one. */
    private static String reason(DatasetProblem problem) {
        if (problem.fault() != RowFault.POLICY) {
            return problem.fault().label();
        }
        String said = problem.what()
                .replaceFirst("^prompt .{0,200}?: ", "")
                .replaceFirst("image [0-9a-f]{64}( \\(\\S+\\))?", "an image")
                .replaceAll("[0-9]+", "N");
        return "policy: " + said.substring(0, Math.min(said.length(), MAX_REASON));
    }

    /** As lines for a reader. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(named + ", read as " + dataset.preset().label() + ": " + rows() + " rows");
        lines.add(counted(dataset.entries().size(), "can be published"));
        if (dataset.passedOver() > 0) {
            lines.add(counted(dataset.passedOver(), "are passed over by data.rate"));
        }
        reasons().forEach(reason -> lines.add(counted(reason.getValue(), reason.getKey())));
        if (withUnknownWords > 0) {
            lines.add(counted(withUnknownWords, "have words that the policy does not know (not refused)"));
        }
        if (!dataset.skipped().isEmpty()) {
            lines.add("refused" + (dataset.skipped().size() > SHOWN ? ", the first " + SHOWN + ":" : ":"));
            dataset.skipped().stream().limit(SHOWN).forEach(problem -> lines.add("  " + problem.message()));
        }
        return lines;
    }

    private String counted(long count, String what) {
        return String.format(Locale.ROOT, "%8d  %5.1f %%  %s", count, 100.0 * count / Math.max(1, rows()), what);
    }

    /** As JSON for a program. */
    public ObjectNode json() {
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        root.put("data", named);
        root.put("preset", dataset.preset().label());
        root.put("rows", rows());
        root.put("usable", dataset.entries().size());
        root.put("passed_over", dataset.passedOver());
        root.put("refused", dataset.skipped().size());
        root.put("with_unknown_words", withUnknownWords);
        ObjectNode reasons = root.putObject("reasons");
        reasons().forEach(reason -> reasons.put(reason.getKey(), reason.getValue()));
        ArrayNode first = root.putArray("first");
        dataset.skipped().stream().limit(SHOWN).forEach(problem -> first.addObject()
                .put("file", problem.file())
                .put("row", problem.line())
                .put("reason", reason(problem))
                .put("what", problem.what()));
        return root;
    }
}
