package dev.millrace.cli.bench.policy;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.text.Tokens;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A batch for a program in Python: big-endian ints and floats, each list behind its length. Stateless. */
final class BatchDump {

    private static final float FULL = 255f;

    private BatchDump() {}

    /** Writes tokens and pixels of each prompt, and of each answer tokens, log-probabilities and advantages. */
    static void write(ExperienceBatch batch, Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(batch.answered().size());
            for (TrainableGroup group : batch.answered()) {
                write(group.prompt().tokens(), out);
                byte[] pixels = PngCodec.decode(group.prompt().images().get(0)).toBytes();
                out.writeInt(pixels.length);
                for (byte value : pixels) {
                    out.writeFloat((value & 0xff) / FULL);
                }
                out.writeInt(group.trajectories().size());
                for (TrainableTrajectory trajectory : group.trajectories()) {
                    write(trajectory.tokens(), out);
                    write(trajectory.behaviour().toArray(), out);
                    write(trajectory.advantages().toArray(), out);
                }
            }
        }
    }

    private static void write(Tokens tokens, DataOutputStream out) throws IOException {
        out.writeInt(tokens.length());
        for (int at = 0; at < tokens.length(); at++) {
            out.writeInt(tokens.at(at));
        }
    }

    private static void write(float[] values, DataOutputStream out) throws IOException {
        for (float value : values) {
            out.writeFloat(value);
        }
    }
}
