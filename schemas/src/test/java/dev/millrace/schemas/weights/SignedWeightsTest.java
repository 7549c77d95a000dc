package dev.millrace.schemas.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader that asks for signatures takes what the run's learner has signed, and nothing else. */
class SignedWeightsTest {

    private static final RunId RUN = new RunId("demo");
    private static final byte[] PAYLOAD = "weights of the run".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    /** What somebody changes who may write to the topic, and cannot sign. */
    record Forgery(String name, UnaryOperator<WeightManifest.Builder> change) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Forgery forgery(String name, Consumer<WeightManifest.Builder> change) {
        return new Forgery(name, builder -> {
            change.accept(builder);
            return builder;
        });
    }

    private static Stream<Forgery> forgeries() {
        return Stream.of(
                forgery("version", manifest -> manifest.setVersion(7)),
                forgery("payload", manifest -> manifest.setSha256("0".repeat(64))),
                forgery("length", manifest -> manifest.setBytes(19)),
                forgery("chunks", manifest -> manifest.setChunks(2)),
                forgery("architecture", manifest -> manifest.setArchitecture("{\"layers\":2}")),
                forgery("family", manifest -> manifest.setFamily("qwen")),
                forgery("servers' folder", manifest -> manifest.setUri("file:/elsewhere")),
                forgery("groups settled", manifest -> manifest.setSettledGroups(1_000_000)),
                forgery("lineage", manifest -> manifest.setLineage(1)),
                forgery("store", manifest -> manifest.setStore("folder")),
                forgery("signature of zeros", manifest -> manifest.setSignature(ByteBuffer.allocate(64))),
                forgery("short signature", manifest -> manifest.setSignature(ByteBuffer.allocate(3))));
    }

    @Test
    void shouldTakeWhatTheLearnerSigned() throws Exception {
        KeyPair learner = pair();

        List<WeightOutcome> outcomes = read(trusting(learner), signed(learner));

        assertThat(outcomes).singleElement().isInstanceOf(AssembledWeights.class);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void shouldRefuseWhatWasChangedAfterItWasSigned(Forgery forgery) throws Exception {
        KeyPair learner = pair();
        List<WeightRecord> records = signed(learner);
        WeightManifest changed = forgery.change()
                .apply(WeightManifest.newBuilder((WeightManifest) records.get(0).getBody()))
                .build();
        records.set(0, new WeightRecord(RUN.value(), changed));

        List<WeightOutcome> outcomes = read(trusting(learner), records);

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(CorruptWeights.class, corrupt -> assertThat(
                        corrupt.cause())
                .startsWith("its signature is by none of the 1 keys in " + folder)
                .contains("learner.weights.trusted_keys"));
    }

    @Test
    void shouldRefuseWhatIsNotSigned() throws Exception {
        List<WeightOutcome> outcomes = read(trusting(pair()), announced());

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(CorruptWeights.class, corrupt -> assertThat(
                        corrupt.cause())
                .isEqualTo("it is not signed, and learner.weights.trusted_keys asks for a signature;"
                        + " set learner.weights.signing_key for the learner of this run"));
    }

    @Test
    void shouldRefuseWhatIsOfAnotherRun() throws Exception {
        KeyPair learner = pair();
        List<WeightRecord> records = signed(learner);
        WeightRecord moved = new WeightRecord("other", records.get(0).getBody());

        List<WeightOutcome> outcomes = new ArrayList<>();
        new WeightAssembler(new RunId("other"), trusting(learner), true)
                .accept(moved)
                .ifPresent(outcomes::add);

        assertThat(outcomes).hasOnlyElementsOfType(CorruptWeights.class).hasSize(1);
    }

    @Test
    void shouldTakeTheOldKeyAndTheNewWhileOneIsChanged() throws Exception {
        KeyPair old = pair();
        KeyPair now = pair();
        WeightAcceptance both = trusting(old, now);

        assertThat(read(both, signed(old))).hasOnlyElementsOfType(AssembledWeights.class);
        assertThat(read(both, signed(now))).hasOnlyElementsOfType(AssembledWeights.class);
        assertThat(read(trusting(now), signed(old))).hasOnlyElementsOfType(CorruptWeights.class);
    }

    @Test
    void shouldTakeSignedWeightsWhereNobodyAsks() throws Exception {
        assertThat(read(WeightAcceptance.upTo(64), signed(pair()))).hasOnlyElementsOfType(AssembledWeights.class);
    }

    @Test
    void shouldReadKeysAsOpensslWritesThem() throws IOException {
        // openssl genpkey -algorithm ed25519; openssl pkey -pubout
        Path secret = Files.writeString(
                folder.resolve("private.pem"),
                """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEILQ9xdGJro/Jr00cUU0MXal8YqLJ6i3AYNPeDkbPdPF7
                -----END PRIVATE KEY-----
                """);
        Path open = Files.writeString(
                folder.resolve("public.pem"),
                """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEAD5QJepa42FnhU2WxYNMZv4fgwjCe2wNtDgZf/z9ACt4=
                -----END PUBLIC KEY-----
                """);
        List<WeightRecord> records = announced();
        records.set(0, SigningKey.read("signing_key", secret).sign(records.get(0)));

        List<WeightOutcome> outcomes =
                read(new WeightAcceptance(64, TrustedKeys.read("learner.weights.trusted_keys", open)), records);

        assertThat(outcomes).hasOnlyElementsOfType(AssembledWeights.class);
    }

    @Test
    void shouldNameTheFileThatHoldsNoKey() throws Exception {
        Path nothing = folder.resolve("nothing.pem");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "no key");
        KeyPair other = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Path foreign = write("foreign.pem", "PRIVATE KEY", other.getPrivate());

        refused(() -> SigningKey.read("signing_key", nothing), "signing_key: " + nothing + " is not there");
        refused(() -> SigningKey.read("signing_key", empty), empty + " holds no private key; `openssl genpkey");
        refused(
                () -> SigningKey.read("signing_key", foreign),
                foreign + " holds a private key that is none of Ed25519");
        refused(() -> TrustedKeys.read("trusted_keys", empty), "trusted_keys: " + empty + " holds no public key");
        refused(
                () -> TrustedKeys.read("trusted_keys", write("public.pem", "PUBLIC KEY", other.getPublic())),
                "holds a public key that is none of Ed25519");
    }

    private static void refused(ThrowingCall call, String message) {
        assertThatThrownBy(call::run).isInstanceOf(UsageException.class).hasMessageContaining(message);
    }

    private interface ThrowingCall {
        void run() throws Exception;
    }

    private static KeyPair pair() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private WeightAcceptance trusting(KeyPair... pairs) throws IOException {
        StringBuilder all = new StringBuilder();
        for (KeyPair pair : pairs) {
            all.append(Files.readString(write("one.pem", "PUBLIC KEY", pair.getPublic())));
        }
        Path file = Files.writeString(folder.resolve("trusted.pem"), all);
        return new WeightAcceptance(64, TrustedKeys.read("learner.weights.trusted_keys", file));
    }

    private Path write(String name, String label, Key key) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END " + label + "-----\n");
    }

    private List<WeightRecord> signed(KeyPair pair) throws IOException {
        SigningKey key = SigningKey.read("signing_key", write("private.pem", "PRIVATE KEY", pair.getPrivate()));
        List<WeightRecord> records = announced();
        records.set(0, key.sign(records.get(0)));
        return records;
    }

    private static List<WeightRecord> announced() {
        Sha256 sha256 = new Sha256();
        sha256.update(ByteBuffer.wrap(PAYLOAD));
        WeightManifest manifest = WeightManifest.newBuilder()
                .setVersion(3)
                .setKind(WeightKind.ANCHOR)
                .setFormat(WeightAnnouncement.FORMAT)
                .setArchitecture("{}")
                .setBytes(PAYLOAD.length)
                .setChunks(1)
                .setSha256(sha256.finish())
                .setTensors(List.of())
                .setPublishedAt(Instant.EPOCH)
                .build();
        return new ArrayList<>(List.of(
                new WeightRecord(RUN.value(), manifest),
                new WeightRecord(RUN.value(), new WeightChunk(3, 0, ByteBuffer.wrap(PAYLOAD)))));
    }

    private static List<WeightOutcome> read(WeightAcceptance accepted, List<WeightRecord> records) {
        WeightAssembler assembler = new WeightAssembler(RUN, accepted, true);
        return records.stream()
                .flatMap(record -> assembler.accept(record).stream())
                .toList();
    }
}
