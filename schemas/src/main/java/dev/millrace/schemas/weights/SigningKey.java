package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** The Ed25519 key by which a learner signs the manifests of its weights. Immutable; safe for all threads. */
public final class SigningKey {

    private final PrivateKey key;

    private SigningKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads a private key as {@code openssl genpkey -algorithm ed25519} writes it.
     *
     * @param setting which names the file, for errors
     * @throws dev.millrace.schemas.failure.UsageException if there is none in it
     */
    public static SigningKey read(String setting, Path file) {
        return new SigningKey(KeyFile.privateKey(setting, file));
    }

    /** The same record with a signature of its manifest; what is no manifest stays as it is. */
    public WeightRecord sign(WeightRecord record) {
        if (!(record.getBody() instanceof WeightManifest manifest)) {
            return record;
        }
        return new WeightRecord(
                record.getRunId(),
                WeightManifest.newBuilder(manifest)
                        .setSignature(ByteBuffer.wrap(signature(record.getRunId(), manifest)))
                        .build());
    }

    private byte[] signature(String run, WeightManifest manifest) {
        try {
            Signature signature = Signature.getInstance(KeyFile.ALGORITHM);
            signature.initSign(key);
            signature.update(SignedForm.of(run, manifest));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("weights cannot be signed: " + e.getMessage(), e);
        }
    }
}
