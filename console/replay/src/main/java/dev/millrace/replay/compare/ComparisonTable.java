package dev.millrace.replay.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison as lines for a terminal. Pure. */
public final class ComparisonTable {

    private static final int LONGEST_TEXT = 60;

    private ComparisonTable() {}

    public static List<String> of(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        lines.add(line("groups", comparison.groups()));
        lines.add(line("trajectories that both train", comparison.trajectories()));
        lines.add(line("only A trains", comparison.onlyA()));
        lines.add(line("only B trains", comparison.onlyB()));
        lines.add(line("rank correlation of rewards", number(comparison.rewardCorrelation())));
        lines.add(line("rank correlation of advantages", number(comparison.advantageCorrelation())));
        lines.add(line("mean distance of token advantages", number(comparison.tokenAdvantageDistance())));
        lines.add(line("sign flips", comparison.signFlips()));
        lines.add(line("advantage only under A", comparison.signsLost()));
        lines.add(line("advantage only under B", comparison.signsGained()));
        lines.add(line(
                "groups without variance, A and B", comparison.zeroVarianceA() + ", " + comparison.zeroVarianceB()));
        lines.add("");
        lines.add(String.format(Locale.ROOT, "%-20s %14s %14s %8s", "category", "mass A", "mass B", "B / A"));
        comparison
                .mass()
                .forEach((category, mass) -> lines.add(String.format(
                        Locale.ROOT,
                        "%-20s %14.3f %14.3f %8s",
                        category,
                        mass.a(),
                        mass.b(),
                        mass.a() == 0 ? "-" : String.format(Locale.ROOT, "%.3f", mass.b() / mass.a()))));
        for (GroupDifference group : comparison.differing()) {
            lines.add("");
            lines.add(String.format(
                    Locale.ROOT, "%s differs by %.3f: %s", group.groupId(), group.distance(), cut(group.prompt())));
            for (GroupDifference.Response response : group.responses()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %2d  reward %7.3f → %7.3f  advantage %+7.3f → %+7.3f  %s",
                        response.index(),
                        response.rewardA(),
                        response.rewardB(),
                        response.advantageA(),
                        response.advantageB(),
                        cut(response.text())));
            }
        }
        return lines;
    }

    private static String line(String name, Object value) {
        return String.format(Locale.ROOT, "%-36s %s", name, value);
    }

    private static String number(@Nullable Double value) {
        return value == null ? "- (nothing is ranked)" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String cut(String text) {
        String flat = text.replaceAll("\\s+", " ").strip();
        return flat.length() <= LONGEST_TEXT ? flat : flat.substring(0, LONGEST_TEXT) + "…";
    }
}
