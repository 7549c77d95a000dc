package dev.millrace.scenes.referee;

import dev.millrace.scenes.generation.DetectedObject;
import java.util.List;
import java.util.Optional;

/**
 * What the reader makes of an image.
 *
 * @param cells four, in grid order
 */
public record ImageReading(List<CellReading> cells) {

    /** A digit less certain than this is none: a smear must not pass for an object. */
    public static final double LEAST = 0.5;

    public ImageReading {
        cells = List.copyOf(cells);
    }

    /** The objects the image shows, each with the box of its cell. */
    public List<DetectedObject> objects() {
        return cells.stream()
                .map(cell -> cell.object(LEAST))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * The confidence that the answer to "which digit is shown?" is this digit: our proxy of a visual question answerer's
     * {@code P(a | image, question)} in LVRPO's equation 8. It is the probability that one names this digit who names one
     * of the digits that the image shows, each cell in proportion to the certainty that it shows any:
     *
     * <pre>
     * Σ_c p_c(a) / Σ_c s_c · (1 − Π_c (1 − s_c)),   s_c = 1 − p_c(empty)
     * </pre>
     *
     * <p>So the digit alone earns 1, the digit beside another one half, and an empty image nothing. It is no language
     * model: it knows this one question.
     *
     * @param answer 0 to 9
     * @return from 0 to 1
     */
    public double confidence(int answer) {
        double named = 0;
        double occupied = 0;
        double allEmpty = 1;
        for (CellReading cell : cells) {
            named += cell.shows(answer);
            occupied += cell.occupied();
            allEmpty *= 1 - cell.occupied();
        }
        return occupied <= 0 ? 0 : Math.min(1, named / occupied) * (1 - allEmpty);
    }
}
