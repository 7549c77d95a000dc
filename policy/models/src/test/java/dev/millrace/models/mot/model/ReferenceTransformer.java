package dev.millrace.models.mot.model;

import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import java.util.Map;

/**
 * The policy once more, as plainly as possible: one sequence, double precision, no batches, no prefix, no cache, one loop
 * per sum. What the fast implementation computes must agree with it.
 */
final class ReferenceTransformer {

    private static final double EPSILON = 1e-6;

    private final PolicyConfig config;
    private final Map<String, Tensor> tensors;

    ReferenceTransformer(PolicyConfig config, Map<String, Tensor> tensors) {
        this.config = config;
        this.tensors = tensors;
    }

    /** Log-probabilities of a response's tokens. */
    double[] logProbs(ModelPrompt prompt, int answerMark, Tokens response) {
        int image = prompt.image().isPresent() ? config.patches() : 0;
        int start = image + prompt.text().length();
        double[][] x = new double[start + response.length()][];
        for (int patch = 0; patch < image; patch++) {
            x[patch] = embedPatch(prompt.image().orElseThrow(), patch);
        }
        for (int i = 0; i < prompt.text().length(); i++) {
            x[image + i] = row("embedding.token", prompt.text().at(i));
        }
        for (int i = 0; i < response.length(); i++) {
            x[start + i] = row("embedding.token", i == 0 ? answerMark : response.at(i - 1));
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            layer(x, "layers." + layer + ".", image);
        }
        double[] logProbs = new double[response.length()];
        for (int i = 0; i < logProbs.length; i++) {
            double[] logits = times(config.tiedHead() ? "embedding.token" : "head", norm(x[start + i], "final.norm"));
            double total = 0;
            for (double logit : logits) {
                total += Math.exp(logit);
            }
            logProbs[i] = logits[response.at(i)] - Math.log(total);
        }
        return logProbs;
    }

    private double[] embedPatch(Pixels image, int patch) {
        int edge = config.patchSize();
        int perRow = config.imageSize() / edge;
        double[] values = new double[config.patchValues()];
        float[] pixels = image.toArray();
        int next = 0;
        for (int y = 0; y < edge; y++) {
            for (int x = 0; x < edge; x++) {
                for (int channel = 0; channel < config.channels(); channel++) {
                    int pixel = (patch / perRow * edge + y) * config.imageSize() + patch % perRow * edge + x;
                    values[next++] = (pixels[pixel * config.channels() + channel] - 0.1) / 0.25;
                }
            }
        }
        double[] inner = sum(times("embedding.patch.in.weight", values), values("embedding.patch.in.bias"));
        for (int i = 0; i < inner.length; i++) {
            inner[i] = silu(inner[i]);
        }
        double[] outer = sum(times("embedding.patch.out.weight", inner), values("embedding.patch.out.bias"));
        return sum(outer, row("embedding.patch.position", patch));
    }

    private void layer(double[][] x, String name, int image) {
        int length = x.length;
        double[][] qkv = new double[length][];
        for (int t = 0; t < length; t++) {
            qkv[t] = times(name + "attention.qkv", norm(x[t], name + "attention.norm"));
            for (int head = 0; head < config.heads(); head++) {
                turn(qkv[t], head * config.headSize(), t);
                turn(qkv[t], config.width() + head * config.headSize(), t);
            }
        }
        for (int t = 0; t < length; t++) {
            int seen = t < image ? image : t + 1;
            x[t] = sum(x[t], times(name + "attention.out", attend(qkv, t, seen)));
        }
        for (int t = 0; t < length; t++) {
            double[] normalised = norm(x[t], name + "experts.norm");
            double[] gate = times(name + "experts.reasoning.gate", normalised);
            double[] up = times(name + "experts.reasoning.up", normalised);
            for (int i = 0; i < gate.length; i++) {
                gate[i] = silu(gate[i]) * up[i];
            }
            x[t] = sum(x[t], times(name + "experts.reasoning.down", gate));
        }
    }

    private double[] attend(double[][] qkv, int query, int seen) {
        int size = config.headSize();
        int width = config.width();
        double[] gathered = new double[width];
        for (int head = 0; head < config.heads(); head++) {
            int offset = head * size;
            double[] weights = new double[seen];
            double total = 0;
            for (int key = 0; key < seen; key++) {
                double score = 0;
                for (int i = 0; i < size; i++) {
                    score += qkv[query][offset + i] * qkv[key][width + offset + i];
                }
                weights[key] = Math.exp(score / Math.sqrt(size));
                total += weights[key];
            }
            for (int key = 0; key < seen; key++) {
                for (int i = 0; i < size; i++) {
                    gathered[offset + i] += weights[key] / total * qkv[key][2 * width + offset + i];
                }
            }
        }
        return gathered;
    }

    private void turn(double[] vector, int offset, int position) {
        int half = config.headSize() / 2;
        for (int i = 0; i < half; i++) {
            double angle = position * Math.pow(10_000, -2.0 * i / config.headSize());
            double a = vector[offset + i];
            double b = vector[offset + half + i];
            vector[offset + i] = a * Math.cos(angle) - b * Math.sin(angle);
            vector[offset + half + i] = a * Math.sin(angle) + b * Math.cos(angle);
        }
    }

    private double[] norm(double[] x, String gainName) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double rms = Math.max(Math.sqrt(squares / x.length), EPSILON);
        double[] gain = values(gainName);
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = x[i] / rms * gain[i];
        }
        return result;
    }

    private static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    private static double[] sum(double[] a, double[] b) {
        double[] result = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = a[i] + b[i];
        }
        return result;
    }

    private double[] times(String matrix, double[] x) {
        double[] result = new double[(int) tensor(matrix).shape().dimension(0)];
        double[] values = values(matrix);
        for (int row = 0; row < result.length; row++) {
            for (int column = 0; column < x.length; column++) {
                result[row] += values[row * x.length + column] * x[column];
            }
        }
        return result;
    }

    private double[] row(String table, int index) {
        double[] row = new double[config.width()];
        System.arraycopy(values(table), index * row.length, row, 0, row.length);
        return row;
    }

    private double[] values(String name) {
        float[] floats = tensor(name).toFloats();
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    private Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(name);
        }
        return tensor;
    }
}
