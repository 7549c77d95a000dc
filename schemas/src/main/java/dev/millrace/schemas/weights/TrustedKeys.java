package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightManifest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import java.util.Optional;

/**
 * Whose signatures of manifests are believed; nobody's where none are asked for. A key is changed without a gap by having both
 * in the file for a while. Immutable; safe for all threads.
 */
public final class TrustedKeys {

    /** Who may write to the topic of weights is believed. */
    public static final TrustedKeys ANYBODY = new TrustedKeys("", Path.of(""), List.of());

    private final String setting;
    private final Path file;
    private final List<PublicKey> keys;

    private TrustedKeys(String setting, Path file, List<PublicKey> keys) {
        this.setting = setting;
        this.file = file;
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads public keys as {@code openssl pkey -pubout} writes them, one behind the other.
     *
     * @param setting which names the file, for errors
     * @throws dev.millrace.schemas.failure.UsageException if there is none in it
     */
    public static TrustedKeys read(String setting, Path file) {
        return new TrustedKeys(setting, file, KeyFile.publicKeys(setting, file));
    }

    /** Why a manifest is not to be believed; empty where it is. */
    Optional<String> objection(String run, WeightManifest manifest) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer signature = manifest.getSignature();
        if (signature == null) {
            return Optional.of("it is not signed, and " + setting
                    + " asks for a signature; set learner.weights.signing_key for the learner of this run");
        }
        byte[] signed = SignedForm.of(run, manifest);
        byte[] found = new byte[signature.remaining()];
        signature.duplicate().get(found);
        return keys.stream().anyMatch(key -> fits(key, signed, found))
                ? Optional.empty()
                : Optional.of("its signature is by none of the " + keys.size() + " keys in " + file
                        + ", or it was changed after it was signed; see who may write to the topic, and add the key of"
                        + " the run's learner to " + setting + " if it has a new one");
    }

    private static boolean fits(PublicKey key, byte[] signed, byte[] found) {
        try {
            Signature signature = Signature.getInstance(KeyFile.ALGORITHM);
            signature.initVerify(key);
            signature.update(signed);
            return signature.verify(found);
        } catch (SignatureException | InvalidKeyException e) {
            return false; // no signature of this kind at all
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java knows no " + KeyFile.ALGORITHM, e);
        }
    }
}
