package org.example.guests;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.drawing.Latents;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.DrawingBatch;
import dev.millrace.policy.learning.StepLoss;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.WeightsDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table in training, by plain gradient descent: there is no optimizer's state to keep. The gradient is that of a softmax,
 * written out.
 */
final class TableTrainable implements TrainablePolicy {

    private static final String PART = "table";

    private final TableConfig config;
    private final TableFormat format;
    private final Table base;
    private final TrainingSettings settings;
    private final String baseSha256;
    private final double[] gradient;
    private Table table;
    private boolean finite = true;

    /** @throws CheckpointException if a file is missing or malformed */
    TableTrainable(ModelSource checkpoint, TrainingSettings settings) {
        this.base = Table.read(checkpoint);
        this.table = Table.read(checkpoint);
        this.config = base.config();
        this.format = new TableFormat(config);
        this.settings = settings;
        this.baseSha256 = WeightsDigest.of(base.tensors()).whole();
        this.gradient = new double[config.rows() * config.width()];
    }

    @Override
    public PolicyDescription description() {
        return config.description();
    }

    @Override
    public PromptFormat.EncodedPrompt recorded(Tokens tokens, List<EncodedImage> images) {
        return format.recorded(tokens, images);
    }

    @Override
    public Optional<String> misfit(Latents latents) {
        return Optional.of("it is an image, but a table only answers");
    }

    @Override
    public Optional<String> difference(String architecture) {
        TableConfig other = TableConfig.parse(architecture);
        return other.equals(config)
                ? Optional.empty()
                : Optional.of("the table is " + config + ", and this is one of " + other);
    }

    @Override
    public String baseSha256() {
        return baseSha256;
    }

    @Override
    public float accumulate(AnswerBatch answers, TokenLoss loss) {
        List<Said> said = said(answers);
        TokenLoss.Slopes slopes =
                loss.of(new TokenLoss.Values(logProbs(table, answers, said), entropies(answers, said), null));
        if (!Float.isFinite(slopes.loss())) {
            finite = false;
            return slopes.loss();
        }
        Optional<float[]> byEntropy = slopes.byEntropy();
        for (Said each : said) {
            double logProbSlope = slopes.byLogProb()[each.place()];
            double entropySlope = byEntropy.map(values -> values[each.place()]).orElse(0f);
            WordOdds odds = table.odds(each.row(), answers.temperature());
            for (int word = 0; word < config.width(); word++) {
                gradient[each.row() * config.width() + word] +=
                        (logProbSlope * odds.logProbBy(each.word(), word) + entropySlope * odds.entropyBy(word))
                                / answers.temperature();
            }
        }
        return slopes.loss();
    }

    /** A word that was said. All other tokens are no choice of the table: log-probability 0, entropy 0, no gradient. */
    private record Said(int row, int word, int place) {}

    private List<Said> said(AnswerBatch answers) {
        List<Said> said = new ArrayList<>();
        int place = 0;
        for (AnswerBatch.Group group : answers.groups()) {
            if (group.masked().isPresent()) {
                throw new IllegalArgumentException(
                        "a table does not look at images, so it has no other view of them; set"
                                + " learner.objective.perception_weight to 0");
            }
            int row = format.row(group.prompt());
            for (Tokens answer : group.answers()) {
                if (config.isWord(answer.at(0))) {
                    said.add(new Said(row, answer.at(0), place));
                }
                place += answer.length();
            }
        }
        return said;
    }

    private static float[] logProbs(Table table, AnswerBatch answers, List<Said> said) {
        float[] values = new float[answers.tokens()];
        for (Said each : said) {
            values[each.place()] =
                    (float) table.odds(each.row(), answers.temperature()).logProb(each.word());
        }
        return values;
    }

    private float[] entropies(AnswerBatch answers, List<Said> said) {
        float[] values = new float[answers.tokens()];
        for (Said each : said) {
            values[each.place()] =
                    (float) table.odds(each.row(), answers.temperature()).entropy();
        }
        return values;
    }

    @Override
    public float accumulate(DrawingBatch drawings, StepLoss loss) {
        throw new IllegalStateException("a table only answers");
    }

    @Override
    public float[] reference(AnswerBatch answers) {
        if (!settings.answerReference()) {
            throw new IllegalStateException("no reference of answers is held: the training settings ask for none");
        }
        return logProbs(base, answers, said(answers));
    }

    @Override
    public float[] logProbs(AnswerBatch answers) {
        return logProbs(table, answers, said(answers));
    }

    @Override
    public float[] logProbs(DrawingBatch drawings) {
        throw new IllegalStateException("a table only answers");
    }

    @Override
    public Map<String, Double> gradientNorms() {
        return Map.of(PART, norm());
    }

    private double norm() {
        double squares = 0;
        for (double value : gradient) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    @Override
    public Map<String, Double> networkLosses() {
        return Map.of();
    }

    @Override
    public StepOutcome step(double learningRate) {
        double norm = norm();
        boolean usable = finite && Double.isFinite(norm);
        boolean clipped = norm > settings.maxGradientNorm();
        if (usable) {
            table.move(-learningRate * config.pace() * (clipped ? settings.maxGradientNorm() / norm : 1), gradient);
        }
        Arrays.fill(gradient, 0);
        finite = true;
        return usable
                ? new StepOutcome.Applied(norm, clipped)
                : new StepOutcome.Refused("the loss or the gradient of the table is not finite");
    }

    @Override
    public Map<String, TensorSource> weights() {
        return table.tensors();
    }

    @Override
    public PolicyUpdate update(PolicyVersion version) {
        return table.update(version);
    }

    @Override
    public Map<String, FileContents> files() {
        return table.files();
    }

    @Override
    public void load(ModelSource checkpoint) {
        Table saved = Table.read(checkpoint);
        if (!saved.config().equals(config)) {
            throw new CheckpointException(
                    checkpoint.describe(TableConfig.FILE), "is of the table " + saved.config() + ", not " + config);
        }
        table = saved;
    }

    @Override
    public void close() {
        // Holds nothing but the heap.
    }
}
