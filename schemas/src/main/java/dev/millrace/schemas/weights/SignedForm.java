package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.AdapterTerms;
import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.avro.WeightDelta;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightShard;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a manifest that are signed: not those of its record, which change with the schema that somebody reads it by.
 *
 * <p>A line for each field that is there, {@code NAME=LENGTH:VALUE}, with the length of the value in bytes of UTF-8, so that no
 * value passes for two. What is not among them says nothing that the payload's digest does not.
 */
final class SignedForm {

    private static final String DOMAIN = "millrace weights 1";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private SignedForm() {}

    /** @param run whose weights they are, which stands beside the manifest */
    static byte[] of(String run, WeightManifest manifest) {
        SignedForm form = new SignedForm();
        form.add("form", DOMAIN);
        form.add("run", run);
        form.add("version", manifest.getVersion());
        form.add("kind", manifest.getKind());
        form.add("parent_version", manifest.getParentVersion());
        form.add("format", manifest.getFormat());
        form.add("architecture", manifest.getArchitecture());
        form.add("bytes", manifest.getBytes());
        form.add("chunks", manifest.getChunks());
        form.add("sha256", manifest.getSha256());
        form.add("settled_groups", manifest.getSettledGroups());
        form.add("published_at", manifest.getPublishedAt().toEpochMilli());
        form.add("family", manifest.getFamily());
        form.add("base_sha256", manifest.getBaseSha256());
        form.add("store", manifest.getStore());
        for (WeightShard shard : manifest.getShards()) {
            form.add("shard", shard.getBytes() + " " + shard.getSha256());
        }
        form.add(manifest.getAdapter());
        form.add("uri", manifest.getUri());
        form.add("lineage", manifest.getLineage());
        form.add("step", manifest.getStep());
        form.add("parent", manifest.getParent());
        for (Rewind rewind : manifest.getRewinds()) {
            form.add(
                    "rewind",
                    rewind.getLineage() + " " + rewind.getVersion() + " " + rewind.getStep() + " "
                            + rewind.getParent());
        }
        WeightDelta delta = manifest.getDelta();
        if (delta != null) {
            form.add("delta", delta.getBytes() + " " + delta.getSha256());
        }
        return form.bytes.toByteArray();
    }

    private void add(@Nullable AdapterTerms adapter) {
        if (adapter != null) {
            add("rank", adapter.getRank());
            add("alpha", adapter.getAlpha());
            adapter.getTargets().forEach(target -> add("target", target));
            add("rank_stabilized", adapter.getRankStabilized());
            add("tower", adapter.getTower());
        }
    }

    private void add(String name, @Nullable Object value) {
        if (value != null) {
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes((name + "=" + text.length + ":").getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(text);
            bytes.write('\n');
        }
    }
}
