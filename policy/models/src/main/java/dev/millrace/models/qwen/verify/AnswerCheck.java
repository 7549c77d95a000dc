package dev.millrace.models.qwen.verify;

import dev.millrace.models.qwen.layout.TokenPositions;
import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.policy.learning.TokenLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Responses as a learner takes them: what it says of each, alone and side by side, and the form of a padded batch. */
final class AnswerCheck implements Check {

    @Override
    public void run(VectorSet vectors, Results results) {
        try (LoadedModel model = LoadedModel.plain(vectors, VectorSet.MAIN)) {
            AnswerLosses losses = AnswerLosses.frozen(model.network());
            for (String name : vectors.sequences()) {
                results.attempt(name + ": answer", () -> sequence(vectors, name, losses, results));
            }
            if (vectors.at("batch").exists()) {
                results.attempt("batch", () -> batch(vectors, losses, results));
            } else {
                results.skipped("batch", "the vectors have none");
            }
        }
    }

    private static void sequence(VectorSet vectors, String name, AnswerLosses losses, Results results) {
        VectorNode sequence = vectors.sequence(name);
        List<AnsweredRow> rows = List.of(vectors.answered(name));
        Temperatures.of(sequence, "logprobs_t")
                .forEach((key, temperature) -> results.near(
                        name + ": " + key, losses.logProbs(rows, temperature), sequence.at(key), Tolerance.LOG_PROBS));
        Temperatures.of(sequence, "entropy_t").forEach((key, temperature) -> {
            TokenLoss.Values values = losses.values(rows, temperature);
            results.near(name + ": " + key, values.entropies(), sequence.at(key), Tolerance.LOG_PROBS);
        });
    }

    private static void batch(VectorSet vectors, AnswerLosses losses, Results results) {
        VectorNode batch = vectors.at("batch");
        List<String> order = batch.at("order").texts();
        List<AnsweredRow> rows = order.stream().map(vectors::answered).toList();
        results.near(
                "batch of " + rows.size() + ": log-probabilities",
                losses.logProbs(rows, 1),
                batch.at("logprobs_t1"),
                Tolerance.LOG_PROBS);
        if (batch.at("input_ids").exists()) {
            padded(batch, rows, results);
        }
        if (batch.at("image_order").exists()) {
            results.equal(
                    "batch: images",
                    order.stream()
                            .flatMap(name -> vectors.imagesOf(name).stream())
                            .toList(),
                    batch.at("image_order"));
        }
    }

    /** Rows as the vectors' own batch has them: prompts end in one column, where responses begin. */
    private static void padded(VectorNode batch, List<AnsweredRow> rows, Results results) {
        int begin = batch.at("prompt_width").integer();
        int width = begin
                + rows.stream().mapToInt(row -> row.answer().length()).max().orElse(0);
        int padding = batch.at("pad_id").integer();
        List<int[]> ids = new ArrayList<>();
        List<int[]> masks = new ArrayList<>();
        List<Integer> deltas = new ArrayList<>();
        List<List<int[]>> positions = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (AnsweredRow row : rows) {
            int length = row.prompt().length();
            TokenPositions own =
                    row.prompt().positions().followedBy(row.answer().length());
            int[] tokens = new int[width];
            Arrays.fill(tokens, padding);
            System.arraycopy(row.prompt().tokens().toArray(), 0, tokens, begin - length, length);
            System.arraycopy(
                    row.answer().toArray(), 0, tokens, begin, row.answer().length());
            int[] mask = new int[width];
            Arrays.fill(mask, begin - length, begin + row.answer().length(), 1);
            ids.add(tokens);
            masks.add(mask);
            deltas.add(own.delta());
            for (int axis = 0; axis < positions.size(); axis++) {
                int[] placed = new int[width];
                System.arraycopy(own.axis(axis), 0, placed, begin - length, own.length());
                positions.get(axis).add(placed);
            }
        }
        results.equal("batch: tokens", ids, batch.at("input_ids"));
        results.equal("batch: mask", masks, batch.at("attention_mask"));
        results.equal("batch: positions", positions, batch.at("position_ids"));
        results.equal("batch: deltas", deltas, batch.at("rope_deltas"));
    }
}
