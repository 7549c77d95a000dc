package dev.millrace.schemas.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.AdapterTerms;
import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.RunId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightAssemblerTest {

    private static final RunId RUN = new RunId("demo");

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 64, 100})
    void shouldPutTogetherWhatWasSplit(int chunkBytes) {
        byte[] payload = payload(64);

        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, 64), announce(RUN, 3, payload, chunkBytes));

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(AssembledWeights.class, whole -> {
            assertThat(whole.version()).isEqualTo(3);
            assertThat(joined(whole)).isEqualTo(ByteBuffer.wrap(payload));
            assertThat(whole.payload()).allMatch(ByteBuffer::isReadOnly);
            assertThat(whole.manifest().getSettledGroups()).isEqualTo(96);
        });
    }

    @Test
    void shouldHoldAPayloadOfManyChunksInFewArrays() {
        byte[] payload = payload(9 << 20);

        List<WeightOutcome> outcomes =
                feed(new WeightAssembler(RUN, payload.length), announce(RUN, 3, payload, 512 << 10));

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(AssembledWeights.class, whole -> {
            assertThat(whole.payload()).hasSize(3);
            assertThat(joined(whole)).isEqualTo(ByteBuffer.wrap(payload));
        });
    }

    @Test
    void shouldPassOverOtherRunsAndChunksWithoutManifest() {
        List<WeightRecord> records = new ArrayList<>(announce(RUN, 1, payload(20), 8));
        records.remove(0);
        records.addAll(announce(new RunId("other"), 9, payload(20), 8));
        records.addAll(announce(RUN, 2, payload(20), 8));

        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, 64), records);

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(AssembledWeights.class, whole -> assertThat(
                        whole.version())
                .isEqualTo(2));
    }

    @Test
    void shouldAbandonIncompleteVersionWhenNewerManifestComes() {
        List<WeightRecord> records =
                new ArrayList<>(announce(RUN, 1, payload(20), 8).subList(0, 3));
        records.addAll(announce(RUN, 2, payload(20), 8));

        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, 64), records);

        assertThat(outcomes).extracting(WeightOutcome::version).containsExactly(2);
    }

    @Test
    void shouldRefuseChangedByteAndStillTakeTheNextVersion() {
        List<WeightRecord> records = new ArrayList<>(announce(RUN, 1, payload(20), 8));
        records.set(2, new WeightRecord(RUN.value(), new WeightChunk(1, 1, ByteBuffer.wrap(payload(8)))));
        records.addAll(announce(RUN, 2, payload(20), 8));

        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, 64), records);

        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.get(0)).isInstanceOfSatisfying(CorruptWeights.class, corrupt -> assertThat(corrupt.cause())
                .contains("SHA-256"));
        assertThat(outcomes.get(1)).isInstanceOf(AssembledWeights.class);
    }

    @Test
    void shouldRefuseSwappedAndForeignChunks() {
        List<WeightRecord> whole = announce(RUN, 3, payload(20), 8);

        assertThat(cause(List.of(whole.get(0), whole.get(1), whole.get(1)))).contains("chunk 0 stands where chunk 1");
        assertThat(cause(List.of(whole.get(0), announce(RUN, 2, payload(20), 8).get(1))))
                .contains("a chunk of version 2");
    }

    @Test
    void shouldTellATrimmedVersionFromABrokenOne() {
        List<WeightRecord> whole = announce(RUN, 1, payload(20), 8);
        List<WeightRecord> newer = announce(RUN, 2, payload(20), 8);

        // When its first chunk, its last ones, or all are gone
        List<WeightOutcome> outcomes = new ArrayList<>();
        outcomes.addAll(feed(new WeightAssembler(RUN, 64), List.of(whole.get(0), whole.get(2))));
        outcomes.addAll(feed(new WeightAssembler(RUN, 64), List.of(whole.get(0), whole.get(1), newer.get(3))));
        outcomes.addAll(feed(new WeightAssembler(RUN, 64), List.of(whole.get(0), newer.get(1))));

        assertThat(outcomes).hasSize(3).hasOnlyElementsOfType(IncompleteWeights.class);
    }

    @Test
    void shouldRefuseAVersionOfWhichARecordCannotBeRead() {
        List<WeightRecord> records = announce(RUN, 1, payload(20), 8);
        WeightAssembler assembler = new WeightAssembler(RUN, 64);

        assembler.accept(records.get(0));
        assembler.skipUnreadable();
        Optional<WeightOutcome> outcome = assembler.accept(records.get(2));

        assertThat(outcome).containsInstanceOf(CorruptWeights.class);
    }

    @Test
    void shouldRefuseWrongLengths() {
        WeightRecord longChunk = new WeightRecord(RUN.value(), new WeightChunk(1, 0, ByteBuffer.allocate(21)));
        WeightRecord shortChunk = new WeightRecord(RUN.value(), new WeightChunk(1, 0, ByteBuffer.allocate(19)));
        WeightRecord manifest = announce(RUN, 1, payload(20), 20).get(0);

        assertThat(cause(List.of(manifest, longChunk))).contains("more than the 20 bytes");
        assertThat(cause(List.of(manifest, shortChunk))).contains("19 of the 20 bytes");
    }

    @Test
    void shouldRefuseManifestBeyondItsLimitsBeforeAnyChunk() {
        WeightRecord large = announce(RUN, 1, payload(65), 8).get(0);
        WeightRecord manyChunks = announce(RUN, 1, payload(20), 8).get(0);
        ((WeightManifest) manyChunks.getBody()).put("chunks", 21);

        assertThat(cause(List.of(large))).contains("65 bytes; from 1 to 64");
        assertThat(cause(List.of(manyChunks))).contains("21 chunks for 20 bytes");
    }

    @Test
    void shouldRefuseVersionThatDoesNotGrow() {
        List<WeightRecord> records = new ArrayList<>(announce(RUN, 2, payload(20), 8));
        records.addAll(announce(RUN, 2, payload(20), 8));

        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, 64), records);

        assertThat(outcomes.get(1)).isInstanceOfSatisfying(CorruptWeights.class, corrupt -> assertThat(corrupt.cause())
                .contains("versions only grow"));
    }

    @Test
    void shouldTakeHonestVersionsAfterAManifestWithoutChunks() {
        List<WeightRecord> records = new ArrayList<>(announce(RUN, 5, payload(20), 8));
        records.add(announce(RUN, Integer.MAX_VALUE, payload(20), 8).get(0));
        records.addAll(announce(RUN, 6, payload(20), 8));

        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, 64), records);

        assertThat(outcomes)
                .filteredOn(AssembledWeights.class::isInstance)
                .extracting(WeightOutcome::version)
                .containsExactly(5, 6);
    }

    @Test
    void shouldRefuseAWholeVersionThatIsFarAhead() {
        List<WeightRecord> records = new ArrayList<>(announce(RUN, 5, payload(20), 8));
        records.addAll(announce(RUN, Integer.MAX_VALUE, payload(20), 8));
        records.addAll(announce(RUN, 6, payload(20), 8));

        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, 64), records);

        assertThat(outcomes).extracting(WeightOutcome::version).containsExactly(5, Integer.MAX_VALUE, 6);
        assertThat(outcomes.get(1)).isInstanceOfSatisfying(CorruptWeights.class, corrupt -> assertThat(corrupt.cause())
                .contains("announced after version 5", "at most 100000"));
    }

    @Test
    void shouldVerifyWithoutKeepingThePayload() {
        List<WeightRecord> records = new ArrayList<>(announce(RUN, 1, payload(20), 8));
        records.set(2, new WeightRecord(RUN.value(), new WeightChunk(1, 1, ByteBuffer.wrap(payload(8)))));
        records.addAll(announce(RUN, 2, payload(20), 8));

        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, WeightAcceptance.upTo(64), false), records);

        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.get(0)).isInstanceOf(CorruptWeights.class);
        assertThat(outcomes.get(1)).isInstanceOfSatisfying(AssembledWeights.class, whole -> assertThat(whole.payload())
                .isEmpty());
    }

    @Test
    void shouldBeginAnewAsItWasMade() {
        WeightAssembler verifying = new WeightAssembler(RUN, WeightAcceptance.upTo(64), false);

        List<WeightOutcome> outcomes = feed(verifying.anew(), announce(RUN, 1, payload(20), 8));

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(AssembledWeights.class, whole -> assertThat(
                        whole.payload().stream().mapToInt(ByteBuffer::remaining).sum())
                .isZero());
    }

    @Test
    void shouldTakeAVersionInAStoreByItsManifestAlone() {
        WeightRecord stored = stored(4, 12, 8);

        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, 64), List.of(stored));

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(StoredWeights.class, whole -> {
            assertThat(whole.version()).isEqualTo(4);
            assertThat(whole.manifest().getStore()).isEqualTo("shelf");
            assertThat(whole.manifest().getShards()).hasSize(2);
        });
    }

    @Test
    void shouldShutOutNothingByAStoredVersionThatNobodyHasRead() {
        WeightAssembler assembler = new WeightAssembler(RUN, 64);
        feed(assembler, List.of(stored(70_000, 20)));

        assertThat(feed(assembler, announce(RUN, 6, payload(20), 8))).hasOnlyElementsOfType(AssembledWeights.class);
        assembler.confirm(7);
        assertThat(feed(assembler, announce(RUN, 7, payload(20), 8))).hasOnlyElementsOfType(CorruptWeights.class);
    }

    @Test
    void shouldRefuseShardsThatAreNotThePayload() {
        assertThat(cause(List.of(stored(1, 12, 7)))).contains("its shards hold 19 of the 20 bytes declared");
        assertThat(cause(List.of(stored(1, 21, -1)))).contains("a shard of -1 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "../../etc/passwd"})
    void shouldRefuseAShardThatNoObjectCanBeCalled(String digest) {
        WeightRecord record =
                Anchors.announcement(RUN, 1, payload(20)).inStore("shelf", List.of(new WeightShard(20L, digest)));

        assertThat(cause(List.of(record))).isEqualTo("it declares a shard whose digest is no SHA-256: " + digest);
    }

    @Test
    void shouldRefuseAKindThatItDoesNotKnowAndABaseOrAnAdapterWhereNoneBelongs() {
        WeightRecord unknown = announce(RUN, 1, payload(20), 8).get(0);
        ((WeightManifest) unknown.getBody()).put("kind", WeightKind.UNKNOWN);
        WeightRecord adapter = announce(RUN, 1, payload(20), 8).get(0);
        ((WeightManifest) adapter.getBody()).put("kind", WeightKind.ADAPTER);

        assertThat(cause(List.of(unknown))).contains("one that this version of Millrace does not know");
        assertThat(cause(List.of(adapter))).contains("its kind is ADAPTER, but its base is null");
        ((WeightManifest) adapter.getBody()).put("base_sha256", "ab".repeat(32));
        assertThat(cause(List.of(adapter))).contains("its kind is ADAPTER, but it says of an adapter: null");
        ((WeightManifest) adapter.getBody()).put("adapter", new AdapterTerms(2, 4.0, List.of("q_proj"), false, false));
        assertThat(feed(new WeightAssembler(RUN, 64), List.of(adapter))).isEmpty();
    }

    private static WeightRecord stored(int version, long... shards) {
        return Anchors.announcement(RUN, version, payload(20))
                .inStore(
                        "shelf",
                        LongStream.of(shards)
                                .mapToObj(bytes -> new WeightShard(bytes, "ab".repeat(32)))
                                .toList());
    }

    @Test
    void shouldRefuseToAnnounceNothing() {
        assertThatThrownBy(() -> announce(RUN, 1, new byte[0], 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a payload of 0 bytes");
    }

    private static String cause(List<WeightRecord> records) {
        List<WeightOutcome> outcomes = feed(new WeightAssembler(RUN, 64), records);
        assertThat(outcomes).hasSize(1);
        return ((CorruptWeights) outcomes.get(0)).cause();
    }

    private static List<WeightOutcome> feed(WeightAssembler assembler, List<WeightRecord> records) {
        return records.stream().map(assembler::accept).flatMap(Optional::stream).toList();
    }

    private static List<WeightRecord> announce(RunId run, int version, byte[] payload, int chunkBytes) {
        return Anchors.announce(run, version, payload, chunkBytes);
    }

    private static ByteBuffer joined(AssembledWeights whole) {
        ByteBuffer joined = ByteBuffer.allocate(
                whole.payload().stream().mapToInt(ByteBuffer::remaining).sum());
        whole.payload().forEach(part -> joined.put(part.duplicate()));
        return joined.flip();
    }

    private static byte[] payload(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        return payload;
    }
}
