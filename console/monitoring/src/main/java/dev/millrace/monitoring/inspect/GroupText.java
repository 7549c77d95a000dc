package dev.millrace.monitoring.inspect;

import dev.millrace.monitoring.monitor.PlainText;
import dev.millrace.monitoring.monitor.Several;
import dev.millrace.schemas.avro.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A group as lines of text: each response with its tokens shaded by their weight, then a column for each number; each
 * drawn image with the marks of its rules.
 *
 * @param shaded whether colours may be used; else a weight that is not 1 stands behind its token
 */
public record GroupText(boolean shaded) {

    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";

    /** Backgrounds of the 256-colour palette from faint to strong, for weights from 1 to 2 and above. */
    private static final int[] BACKGROUNDS = {230, 229, 228, 221, 214, 208, 202};

    /** The lines. */
    public List<String> lines(SeenGroup group) {
        List<String> lines = new ArrayList<>();
        Prompt prompt = group.prompt();
        lines.add(PlainText.of("group " + group.id() + ", prompt " + prompt.getPromptId()
                + (prompt.getCategory() == null ? "" : ", " + prompt.getCategory())));
        lines.add(PlainText.of("asked     " + prompt.getText()));
        if (prompt.getReference() != null) {
            lines.add(PlainText.of("reference " + prompt.getReference()));
        }
        lines.add(group.reshaper()
                .map(name -> "reshaper  " + name)
                .orElse("not trained: the group is open or was dropped"));
        for (SeenResponse response : group.responses()) {
            lines.add("");
            lines.add(PlainText.of(head(response)));
            response.drawing().ifPresentOrElse(drawing -> drawing(lines, drawing), () -> tokens(lines, response));
        }
        return lines;
    }

    private void tokens(List<String> lines, SeenResponse response) {
        lines.add("   " + response.tokens().stream().map(this::word).collect(Collectors.joining(" ")));
        lines.add(String.format(
                Locale.ROOT, "   %-12s %7s %8s %8s %7s %10s", "token", "weight", "S", "S'", "RVD", "advantage"));
        for (SeenToken token : response.tokens()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "   %-12s %7.3f %8s %8s %7s %10s",
                    PlainText.of(token.word()),
                    token.weight(),
                    number(token.strong(), "%.4f"),
                    number(token.weak(), "%.4f"),
                    number(token.robust(), "%.3f"),
                    number(token.advantage(), "%+.4f")));
        }
    }

    private static void drawing(List<String> lines, SeenDrawing drawing) {
        lines.add("   image " + drawing.image().getSha256() + ", " + Several.of(drawing.steps(), "step", "steps")
                + ", advantage " + number(drawing.advantage(), "%+.4f"));
        for (RuleMark mark : drawing.marks()) {
            lines.add(PlainText.of("   " + (mark.holds() ? "holds  " : "fails  ") + mark.scorer() + ": " + mark.asked()
                    + (mark.holds() || mark.found().isEmpty() ? "" : ", found " + mark.found())));
        }
    }

    private static String head(SeenResponse response) {
        return "#" + response.index()
                + response.reward().stream()
                        .mapToObj(reward -> String.format(Locale.ROOT, "  reward %.2f", reward))
                        .collect(Collectors.joining())
                + response.scores().entrySet().stream()
                        .map(score -> String.format(Locale.ROOT, "  %s %.2f", score.getKey(), score.getValue()))
                        .collect(Collectors.joining())
                + response.guard().map(guard -> "  left alone: " + guard).orElse("");
    }

    private String word(SeenToken token) {
        double weight = token.weight();
        String word = PlainText.of(token.word());
        if (weight == 1) {
            return word;
        }
        if (!shaded) {
            return String.format(Locale.ROOT, "%s(%.2f)", word, weight);
        }
        if (weight < 1) {
            return DIM + word + RESET;
        }
        int level = (int) Math.min(BACKGROUNDS.length - 1, (weight - 1) * BACKGROUNDS.length);
        return "\u001b[30;48;5;" + BACKGROUNDS[level] + "m" + word + RESET;
    }

    private static String number(OptionalDouble value, String format) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
    }
}
