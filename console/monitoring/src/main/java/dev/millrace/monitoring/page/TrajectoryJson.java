package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.text.TokenText;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A trajectory as it was sampled, as JSON: one entry for each of its tokens or denoising steps. Pure. */
final class TrajectoryJson {

    private final TokenText text;

    TrajectoryJson(TokenText text) {
        this.text = text;
    }

    void sampled(ObjectNode row, LoggedTrajectory logged) {
        Trajectory trajectory = logged.getTrajectory();
        LogPosition source = logged.getSource();
        if (source != null) {
            row.put("partition", source.getPartition()).put("offset", source.getOffset());
        }
        row.put("text", trajectory.getText())
                .put("finish", trajectory.getFinishReason().name().toLowerCase(Locale.ROOT));
        row.put("temperature", trajectory.getTemperature()).put("seed", String.valueOf(trajectory.getSeed()));
        row.put("worker", trajectory.getWorker());
        row.put("sampled_at", trajectory.getSampledAt().toEpochMilli());
        ImageRef image = trajectory.getImage();
        if (image != null) {
            row.put("image", image.getSha256());
        }
        FlowTrace flow = trajectory.getFlow();
        if (flow != null) {
            flow(
                    row.putObject("flow"),
                    flow,
                    PackedFloats.view(trajectory.getLogprobs()).length());
        }
        words(row.putArray("tokens"), PackedInts.view(trajectory.getTokens()));
        floats(row, "logprobs", trajectory.getLogprobs());
        floats(row, "entropies", trajectory.getEntropies());
        ArrayNode versions = row.putArray("versions");
        PackedInts sampledBy = PackedInts.view(trajectory.getPolicyVersions());
        for (int i = 0; i < sampledBy.length(); i++) {
            versions.add(sampledBy.at(i));
        }
        VisualDependency dependency = trajectory.getDependency();
        if (dependency != null) {
            floats(row, "strong", dependency.getStrong());
            floats(row, "weak", dependency.getWeak());
        }
    }

    private static void flow(ObjectNode node, FlowTrace flow, int trained) {
        node.put("steps", Math.max(0, PackedFloats.view(flow.getTimes()).length() - 1))
                .put("window_begin", flow.getWindowBegin())
                .put("trained", trained)
                .put("noise_level", flow.getNoiseLevel())
                .put("guidance", flow.getGuidance());
        floats(node, "times", flow.getTimes());
    }

    private void words(ArrayNode words, PackedInts packed) {
        Tokens tokens = Tokens.of(packed.toArray());
        List<String> pieces = text.pieces(tokens);
        for (int i = 0; i < tokens.length(); i++) {
            words.add(text.stopIds().contains(tokens.at(i)) ? "⏎" : pieces.get(i));
        }
    }

    /** The values of a packed field; nothing where it is absent, null where one is not finite. */
    static void floats(ObjectNode row, String name, @Nullable ByteBuffer packed) {
        if (packed == null) {
            return;
        }
        ArrayNode values = row.putArray(name);
        PackedFloats floats = PackedFloats.view(packed);
        for (int i = 0; i < floats.length(); i++) {
            if (Float.isFinite(floats.at(i))) {
                values.add(floats.at(i));
            } else {
                values.addNull();
            }
        }
    }
}
