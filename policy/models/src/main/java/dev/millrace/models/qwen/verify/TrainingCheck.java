package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.AdapterFiles;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.image.PatchRows;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.Gradients;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.models.qwen.model.TrainedParts;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gradients of all parameters, with and without an adapter; a step of AdamW; batches; divergences between views. */
final class TrainingCheck implements Check {

    private static final double LOG_PROBS = 5e-5;
    private static final double RELATIVE = 1e-4;

    /**
     * After a step, which moves a log-probability by up to 3 nat. The first step of Adam divides each gradient by its own size: of
     * one that is nothing but rounding it makes a whole step of either sign. So the rounding of a forward pass decides more than
     * it does elsewhere: of the vectors of Qwen2.5-VL, transformers differs from itself by 1.4e-4 if attention is computed in
     * another order, and plain PyTorch by 3.2e-4 in float32 and 3.3e-4 in float64 (of Qwen3-VL 0.9e-5, 5.9e-5 and 4.9e-5).
     */
    private static final double LOG_PROBS_AFTER_STEP = 5e-4;

    private static final TokenLoss MEAN_NLL = values -> {
        float[] by = new float[values.size()];
        Arrays.fill(by, -1f / by.length);
        double sum = 0;
        for (float logProb : values.logProbs()) {
            sum -= logProb;
        }
        return new TokenLoss.Slopes((float) (sum / by.length), by, null, null);
    };

    @Override
    public List<CheckResult> run(VectorSet vectors) {
        List<CheckResult> results = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry :
                vectors.root().path("gradients").properties()) {
            full(vectors, entry.getKey(), entry.getValue(), results);
        }
        for (Map.Entry<String, JsonNode> entry : vectors.root().path("lora").properties()) {
            if (entry.getValue().has("norms")) {
                lora(vectors, entry.getKey(), entry.getValue(), results);
            }
        }
        plain(vectors, results);
        return results;
    }

    private static void full(VectorSet vectors, String name, JsonNode wanted, List<CheckResult> results) {
        QwenFiles files = QwenFiles.of(vectors.checkpoint("checkpoint-f32"), vectors.config());
        List<AnsweredRow> rows = List.of(answered(vectors, name, vectors.prompt(name)));
        try (ParameterArrays arrays = files.load();
                QwenNetwork network = new QwenNetwork(vectors.config(), arrays, Adapter.NONE)) {
            Gradients.begin(arrays.byName().values());
            AnswerLosses losses = new AnswerLosses(
                    network,
                    TrainedParts.ALL,
                    Optional.of(arrays.get(TensorNames.HEAD).getGradient()),
                    true);
            float loss = losses.accumulate(rows, null, 1, MEAN_NLL);
            results.add(CheckResult.within(
                    name + ": loss", Math.abs(loss - wanted.path("loss").asDouble()), LOG_PROBS));
            results.add(norms(name + ": gradient", arrays, "", wanted));
            if (name.equals("p1")) {
                results.add(step(vectors, arrays, losses, rows));
            }
        }
    }

    /** One step with the gradients at hand. */
    private static CheckResult step(
            VectorSet vectors, ParameterArrays arrays, AnswerLosses losses, List<AnsweredRow> rows) {
        JsonNode wanted = vectors.root().path("adamw_step");
        AdamWSettings settings = new AdamWSettings(
                wanted.path("betas").path(0).asDouble(),
                wanted.path("betas").path(1).asDouble(),
                wanted.path("eps").asDouble(),
                wanted.path("weight_decay").asDouble());
        // The vector decays all parameters.
        List<ParameterSpec> specs = ParameterLayout.of(vectors.config(), false).stream()
                .map(spec -> new ParameterSpec(spec.name(), spec.shape(), 0, 0, true))
                .toList();
        try (ParameterTrainer trainer = new ParameterTrainer(
                specs, arrays.byName(), settings, wanted.path("clip_total_norm").asDouble())) {
            var unused = trainer.step(wanted.path("lr").asDouble());
        }
        return CheckResult.within(
                "p1: log-probabilities after a step of AdamW",
                VectorSet.difference(losses.logProbs(rows, 1), VectorSet.floats(wanted.path("logprobs_t1_after"))),
                LOG_PROBS_AFTER_STEP);
    }

    private static void lora(VectorSet vectors, String name, JsonNode wanted, List<CheckResult> results) {
        AdapterFiles files = AdapterFiles.read(vectors.checkpoint("adapter"), vectors.config());
        List<AnsweredRow> rows = List.of(answered(vectors, name, vectors.prompt(name)));
        try (ParameterArrays base = QwenFiles.of(vectors.checkpoint("checkpoint-f32"), vectors.config())
                        .load();
                ParameterArrays adapter = files.arrays();
                QwenNetwork network = new QwenNetwork(
                        vectors.config(), base, Adapter.of(adapter, files.form().scale()))) {
            Gradients.begin(adapter.byName().values());
            AnswerLosses losses = new AnswerLosses(network, new TrainedParts(0, false, false), Optional.empty(), false);
            results.add(CheckResult.within(
                    name + ": log-probabilities with an adapter",
                    VectorSet.difference(losses.logProbs(rows, 1), VectorSet.floats(wanted.path("logprobs_t1"))),
                    LOG_PROBS));
            float loss = losses.accumulate(rows, null, 1, MEAN_NLL);
            results.add(CheckResult.within(
                    name + ": loss with an adapter",
                    Math.abs(loss - wanted.path("loss").asDouble()),
                    LOG_PROBS));
            results.add(norms(name + ": gradient with an adapter", adapter, "base_model.model.", wanted));
        }
    }

    /** The worst relative difference of all norms, the total's among them. */
    private static CheckResult norms(String what, ParameterArrays arrays, String prefix, JsonNode wanted) {
        double worst = 0;
        String worstName = "total";
        double squares = 0;
        try (NoGradScope ignored = NoGradScope.open()) {
            for (Map.Entry<String, NDArray> entry : arrays.byName().entrySet()) {
                double norm = entry.getValue().getGradient().norm().getFloat();
                squares += norm * norm;
                JsonNode said = wanted.path("norms").path(prefix + entry.getKey());
                if (said.isMissingNode()) {
                    return new CheckResult(
                            what, CheckResult.Outcome.FAILS, "the vectors lack a norm of " + entry.getKey());
                }
                double difference = relative(norm, said.asDouble(0));
                if (!(difference <= worst)) {
                    worst = difference;
                    worstName = entry.getKey();
                }
            }
        }
        double total = relative(Math.sqrt(squares), wanted.path("total_norm").asDouble());
        return CheckResult.within(
                what + " norms of " + arrays.byName().size() + " parameters (worst: " + worstName + ")",
                Math.max(worst, total),
                RELATIVE);
    }

    private static double relative(double got, double wanted) {
        return Math.abs(got - wanted) / Math.max(wanted, 1e-6);
    }

    private static void plain(VectorSet vectors, List<CheckResult> results) {
        try (ParameterArrays arrays = QwenFiles.of(vectors.checkpoint("checkpoint-f32"), vectors.config())
                        .load();
                QwenNetwork network = new QwenNetwork(vectors.config(), arrays, Adapter.NONE)) {
            AnswerLosses losses = AnswerLosses.frozen(network);
            results.add(batch(vectors, losses));
            views(vectors, losses, results);
        }
    }

    /** Sequences of all lengths side by side. */
    private static CheckResult batch(VectorSet vectors, AnswerLosses losses) {
        List<AnsweredRow> rows = new ArrayList<>();
        List<Float> wanted = new ArrayList<>();
        for (String name : vectors.sequences()) {
            rows.add(answered(vectors, name, vectors.prompt(name)));
            for (float value : VectorSet.floats(vectors.sequence(name).path("logprobs_t1"))) {
                wanted.add(value);
            }
        }
        float[] all = new float[wanted.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = wanted.get(i);
        }
        return CheckResult.within(
                "batch of " + rows.size() + " sequences: log-probabilities",
                VectorSet.difference(losses.logProbs(rows, 1), all),
                LOG_PROBS);
    }

    private static void views(VectorSet vectors, AnswerLosses losses, List<CheckResult> results) {
        JsonNode all = vectors.root().path("views");
        String image = all.path("image").asText();
        String name = vectors.sequences().stream()
                .filter(sequence -> vectors.imagesOf(sequence).equals(List.of(image)))
                .findFirst()
                .orElseThrow();
        RgbImage resized = vectors.image("images/" + image + ".resized-pil.png");
        List<AnsweredRow> clean = List.of(answered(vectors, name, vectors.prompt(name)));
        for (Map.Entry<String, JsonNode> view : all.path("views").properties()) {
            RgbImage seen = view.getKey().startsWith("noise")
                    ? vectors.image("images/" + image + ".view-" + view.getKey() + ".png")
                    : masked(resized, all, view.getKey());
            TokenRow prompt = vectors.prompt(name);
            PatchRows patches = PatchRows.of(seen.toPixels(), vectors.config().vision(), vectors.processing());
            List<AnsweredRow> other =
                    List.of(answered(vectors, name, new TokenRow(prompt.tokens(), prompt.runs(), List.of(patches))));
            float[] wanted = VectorSet.floats(view.getValue().path("kl"));
            double greatest = 0;
            for (float value : wanted) {
                greatest = Math.max(greatest, value);
            }
            results.add(CheckResult.within(
                    "view " + view.getKey() + ": KL",
                    VectorSet.difference(losses.divergences(clean, other, 1), wanted),
                    RELATIVE * greatest + 1e-6));
        }
    }

    private static RgbImage masked(RgbImage image, JsonNode views, String view) {
        int edge = views.path("patch").asInt();
        JsonNode grid =
                views.path(view.equals("masked_merged_cells") ? "mask_merged_cells_as_patches" : "mask_patches");
        byte[] rgb = image.toBytes();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                if (view.equals("blank") || grid.path(y / edge).path(x / edge).asInt() == 1) {
                    int at = (y * image.width() + x) * 3;
                    rgb[at] = 0;
                    rgb[at + 1] = 0;
                    rgb[at + 2] = 0;
                }
            }
        }
        return RgbImage.of(image.width(), image.height(), rgb);
    }

    private static AnsweredRow answered(VectorSet vectors, String name, TokenRow prompt) {
        return new AnsweredRow(
                prompt, Tokens.of(VectorSet.ints(vectors.sequence(name).path("response_ids"))));
    }
}
