package dev.millrace.cli.page;

import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.packed.PackedFloats;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** What two answers of a group that are equal word for word have to say side by side: from their records alone. */
final class PairClaims {

    private final ReadLog log;

    PairClaims(ReadLog log) {
        this.log = log;
    }

    /** @param claims of the group, of which all stays in sight */
    Claims of(Claims claims, String id, int left, int right) {
        String name = "#" + left + " and #" + right;
        return claims.says(".compared h3", name)
                .names(".compared", "aria-label", List.of("answers " + left + " and " + right + " compared"))
                .says(".compared thead th", "", "#" + left, "#" + right, "difference")
                .says(".compared .side .same", said(id, left), said(id, right))
                .says(".compared td", differences(figures(id, left), figures(id, right)));
    }

    private String said(String id, int index) {
        return String.join(
                " ", GroupClaims.tokens(log.trajectoriesOf(id).get(index).value()));
    }

    /** Figure by figure, each pair with its difference. */
    private static List<String> differences(List<Double> left, List<Double> right) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            double difference = right.get(i) - left.get(i);
            cells.add(told(left.get(i)));
            cells.add(told(right.get(i)));
            cells.add((difference > 0 ? "+" : "") + told(difference));
        }
        return cells;
    }

    /** Reward, advantage, what accuracy said, length, mean log p, version. */
    private List<Double> figures(String id, int index) {
        ExperienceTrajectory credit =
                log.experienceOf(id).value().getTrajectories().get(index);
        PackedFloats likely =
                PackedFloats.view(log.trajectoriesOf(id).get(index).value().getLogprobs());
        double mean = IntStream.range(0, likely.length())
                .mapToDouble(i -> Double.parseDouble(Float.toString(likely.at(i))))
                .average()
                .orElseThrow();
        return List.of(
                credit.getReward(),
                credit.getAdvantage(),
                Objects.requireNonNull(credit.getComponents().get("accuracy")),
                (double) credit.getLength(),
                mean,
                (double) credit.getMaxVersion());
    }

    private static String told(double figure) {
        return figure == Math.rint(figure) ? Shown.count(Math.round(figure)) : Shown.number(figure);
    }
}
