package dev.millrace.cli.bench.all;

import dev.millrace.cli.bench.Spread;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A bar and what was measured of it.
 *
 * @param work what is measured
 * @param limit what it is compared with
 * @param bar as text
 * @param found the figure; null where it was not measured
 * @param verdict whether the bar is met
 * @param note why it was not measured
 */
public record BarRow(String work, String limit, String bar, @Nullable Spread found, Verdict verdict, String note) {

    /** What a figure says of a bar. */
    public enum Verdict {
        MET("met"),
        NOT_MET("not met"),
        NOT_MEASURED("not measured");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }
    }

    static final String HEADER =
            String.format(Locale.ROOT, "%-40s %-44s %6s  %-22s %s", "", "limit", "bar", "found", "");

    static BarRow measured(Bar bar, Spread found) {
        return new BarRow(
                bar.work(),
                bar.limit(),
                text(bar),
                found,
                bar.sense().meets(found.median(), bar.wanted()) ? Verdict.MET : Verdict.NOT_MET,
                "");
    }

    static BarRow unmeasured(Bar bar, String why) {
        return new BarRow(bar.work(), bar.limit(), text(bar), null, Verdict.NOT_MEASURED, why);
    }

    private static String text(Bar bar) {
        return bar.sense().sign() + " " + number(bar.wanted());
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    String line() {
        String figure = found == null
                ? ""
                : String.format(Locale.ROOT, "%.2f [%.2f-%.2f]", found.median(), found.min(), found.max());
        return String.format(
                        Locale.ROOT,
                        "%-40s %-44s %6s  %-22s %s%s",
                        work,
                        limit,
                        bar,
                        figure,
                        verdict.word,
                        note.isEmpty() ? "" : ": " + note)
                .stripTrailing();
    }
}
