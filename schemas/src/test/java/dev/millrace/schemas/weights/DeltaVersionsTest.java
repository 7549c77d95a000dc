package dev.millrace.schemas.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Versions that travel as what has changed since an anchor, put together by who follows the log. */
class DeltaVersionsTest {

    private static final RunId RUN = new RunId("demo");
    private static final int CHUNK = 64;

    private final WeightAssembler assembler = new WeightAssembler(RUN, 10_000);
    private final WeightInventory inventory = new WeightInventory(RUN);

    static byte[] payload(int version) {
        byte[] payload = new byte[1000];
        new Random(1).nextBytes(payload);
        payload[17] += (byte) version;
        return payload;
    }

    static List<WeightRecord> anchor(int version) {
        byte[] payload = payload(version);
        WeightChunks chunks =
                new WeightChunks(RUN, version, () -> new ByteArrayInputStream(payload), payload.length, CHUNK);
        List<WeightRecord> records = new ArrayList<>();
        records.add(Anchors.announcement(RUN, version, payload).inChunksAsAnchor(chunks));
        chunks.forEach(records::add);
        return records;
    }

    static List<WeightRecord> delta(int version, int of) throws IOException {
        return delta(version, DeltaAnchorTest.delta(DeltaAnchorTest.anchor(of, payload(of)), payload(version)));
    }

    private static List<WeightRecord> delta(int version, EncodedDelta delta) {
        WeightChunks chunks = delta.chunks(RUN, version, CHUNK);
        List<WeightRecord> records = new ArrayList<>();
        records.add(Anchors.announcement(RUN, version, payload(version)).inChunksOf(delta, chunks));
        chunks.forEach(records::add);
        return records;
    }

    private List<WeightOutcome> read(List<WeightRecord> records) {
        return read(assembler, records);
    }

    private List<WeightOutcome> read(WeightAssembler with, List<WeightRecord> records) {
        List<WeightOutcome> outcomes = new ArrayList<>();
        for (WeightRecord record : records) {
            inventory.add(WeightKey.of(record));
            inventory.add(record);
            with.accept(record).ifPresent(outcomes::add);
        }
        return outcomes;
    }

    private static void assertWhole(List<WeightOutcome> outcomes, int version) {
        assertThat(outcomes).singleElement().isInstanceOfSatisfying(AssembledWeights.class, whole -> {
            assertThat(whole.version()).isEqualTo(version);
            assertThat(new PartsStream(whole.payload())).hasBinaryContent(payload(version));
        });
    }

    @Test
    void shouldApplyEachToItsAnchor() throws IOException {
        assertWhole(read(anchor(3)), 3);
        assertWhole(read(delta(4, 3)), 4);
        assertWhole(read(delta(5, 3)), 5);
        assertWhole(read(anchor(6)), 6);
        assertWhole(read(delta(7, 6)), 7);
    }

    @Test
    void shouldNotServeWhatCannotBeAppliedAndGoOnAtTheNextAnchor() throws IOException {
        List<WeightOutcome> without = read(delta(4, 3));
        read(anchor(5));
        List<WeightOutcome> other = read(delta(6, 3));

        assertThat(without).singleElement().isInstanceOf(IncompleteWeights.class);
        assertThat(other).singleElement().isInstanceOfSatisfying(IncompleteWeights.class, missing -> assertThat(
                        missing.cause())
                .isEqualTo("it is a delta of version 3, which was not read before it"));
        assertWhole(read(delta(7, 5)), 7);
    }

    @Test
    void shouldRefuseWhatComesToOtherBytes() throws IOException {
        // Given a delta that leads from the same anchor to another version than it says
        read(anchor(3));
        EncodedDelta wrong = DeltaAnchorTest.delta(DeltaAnchorTest.anchor(3, payload(3)), payload(9));

        List<WeightOutcome> refused = read(delta(4, wrong));

        assertThat(refused).singleElement().isInstanceOfSatisfying(CorruptWeights.class, corrupt -> assertThat(
                        corrupt.cause())
                .startsWith("with its anchor, version 3, it comes to the SHA-256 "));
        assertWhole(read(delta(5, 3)), 5);
    }

    @Test
    void shouldRefuseADeltaThatIsDamagedOrOfNothing() throws IOException {
        read(anchor(3));
        List<WeightRecord> damaged = delta(4, 3);
        List<WeightRecord> changed = new ArrayList<>(damaged);
        changed.set(
                1,
                delta(4, DeltaAnchorTest.delta(DeltaAnchorTest.anchor(3, payload(3)), payload(8)))
                        .get(1));

        assertThat(read(changed)).singleElement().isInstanceOf(CorruptWeights.class);
        assertThat(read(List.of(changed(
                        damaged.get(0),
                        WeightManifest.newBuilder(manifest(damaged)).setDelta(null)))))
                .singleElement()
                .isInstanceOf(CorruptWeights.class);
        assertThat(read(List.of(changed(
                        damaged.get(0),
                        WeightManifest.newBuilder(manifest(damaged)).setParentVersion(4)))))
                .singleElement()
                .isInstanceOf(CorruptWeights.class);
    }

    private static WeightManifest manifest(List<WeightRecord> records) {
        return (WeightManifest) records.get(0).getBody();
    }

    private static WeightRecord changed(WeightRecord record, WeightManifest.Builder manifest) {
        return new WeightRecord(record.getRunId(), manifest.build());
    }

    @Test
    void shouldVerifyWithoutKeepingAndPassOverWhatNobodyWants() throws IOException {
        WeightAssembler verifying = new WeightAssembler(RUN, WeightAcceptance.upTo(10_000), false);
        WeightAssembler late = new WeightAssembler(RUN, WeightAcceptance.upTo(10_000), true);
        late.passOverDeltasBefore(5);

        assertThat(read(verifying, anchor(3))).hasSize(1);
        assertThat(read(verifying, delta(4, 3))).singleElement().isInstanceOf(AssembledWeights.class);
        read(late, anchor(3));
        assertThat(read(late, delta(4, 3))).isEmpty();
        assertWhole(read(late, delta(5, 3)), 5);
    }

    @Test
    void shouldKeepAnAnchorAsLongAsItIsNeeded() throws IOException {
        read(anchor(3));
        read(delta(4, 3));
        read(delta(5, 3));
        assertThat(versions(inventory.outdated(4))).containsExactly(4);
        assertThat(versions(inventory.outdated(5))).containsExactly(4, 5);

        read(anchor(6));
        assertThat(versions(inventory.outdated(4))).containsExactly(4);
        assertThat(versions(inventory.outdated(5))).containsExactly(3, 4, 5);
        assertThat(versions(inventory.outdated(6))).containsExactly(3, 4, 5);

        read(Anchors.announce(RUN, 7, payload(7), CHUNK));
        assertThat(versions(inventory.outdated(6))).containsExactly(3, 4, 5, 6);
        assertThat(versions(inventory.upTo(7))).containsExactly(3, 4, 5, 6, 7);
    }

    private static List<Integer> versions(List<WeightKey> keys) {
        return keys.stream().map(WeightKey::version).distinct().toList();
    }

    @Test
    void shouldSignWhatADeltaIs() throws IOException {
        WeightManifest manifest = manifest(delta(4, 3));
        WeightManifest other =
                WeightManifest.newBuilder(manifest).setDelta(null).build();

        assertThat(SignedForm.of("demo", manifest)).isNotEqualTo(SignedForm.of("demo", other));
    }
}
