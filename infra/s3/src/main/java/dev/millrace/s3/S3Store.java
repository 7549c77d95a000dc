package dev.millrace.s3;

import dev.millrace.schemas.store.KeptObject;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects as those of a bucket: {@code PREFIX/AREA/SHA256}. A put is one request with a digest of the bytes, which the server compares;
 * the client tries each request three times. What a put leaves unfinished no server keeps.
 */
final class S3Store implements ObjectStore {

    private static final String BYTES = "application/octet-stream";
    private static final int FORBIDDEN = 403;

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /** @param client closed with this store */
    S3Store(S3Client client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix.isEmpty() ? "" : prefix + "/";
    }

    @Override
    public String name() {
        return "s3:" + bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }

    /** The content is read twice: once for its digest, by which the server compares what it got. */
    @Override
    public void put(ObjectKey key, long bytes, Content content) throws IOException {
        String md5 = md5(key, bytes, content);
        try {
            client.putObject(
                    request -> request.bucket(bucket).key(nameOf(key)).contentMD5(md5),
                    RequestBody.fromContentProvider(() -> open(content), bytes, BYTES));
        } catch (SdkException e) {
            throw failed(key, "written", e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static InputStream open(Content content) {
        try {
            return content.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all servers' digests the one that every server knows, as they write it. */
    private static String md5(ObjectKey key, long bytes, Content content) throws IOException {
        try (DigestInputStream in = new DigestInputStream(content.open(), MessageDigest.getInstance("MD5"))) {
            long length = in.transferTo(OutputStream.nullOutputStream());
            if (length != bytes) {
                throw new IOException("object " + key + " has " + length + " bytes, not " + bytes);
            }
            return Base64.getEncoder().encodeToString(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public InputStream open(ObjectKey key) throws IOException {
        try {
            return client.getObject(request -> request.bucket(bucket).key(nameOf(key)));
        } catch (NoSuchKeyException e) {
            FileNotFoundException gone = new FileNotFoundException("object " + key + " is not in " + name());
            gone.initCause(e);
            throw gone;
        } catch (SdkException e) {
            throw failed(key, "read", e);
        }
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        try {
            client.deleteObject(request -> request.bucket(bucket).key(nameOf(key)));
        } catch (SdkException e) {
            throw failed(key, "deleted", e);
        }
    }

    @Override
    public List<KeptObject> list(String area) throws IOException {
        List<KeptObject> kept = new ArrayList<>();
        try {
            client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix + area + "/"))
                    .contents()
                    .forEach(object -> keyOf(object.key())
                            .ifPresent(key -> kept.add(new KeptObject(key, object.size(), object.lastModified()))));
        } catch (SdkException e) {
            throw failed(area, "listed", e);
        }
        return List.copyOf(kept);
    }

    /** Empty for what nobody of ours has put there. */
    private Optional<ObjectKey> keyOf(String name) {
        int cut = name.lastIndexOf('/');
        try {
            return Optional.of(new ObjectKey(name.substring(prefix.length(), cut), name.substring(cut + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String nameOf(ObjectKey key) {
        return prefix + key;
    }

    private IOException failed(Object what, String how, RuntimeException e) {
        String hint = e instanceof S3Exception s3 && s3.statusCode() == FORBIDDEN
                ? "; who asks needs s3:GetObject, s3:PutObject, s3:DeleteObject on its objects, and s3:ListBucket to be told what is there and what is not"
                : "";
        return new IOException(
                (what instanceof ObjectKey ? "object " : "area ") + what + " cannot be " + how + " in " + name() + ": "
                        + e.getMessage() + hint,
                e);
    }

    @Override
    public void close() {
        client.close();
    }
}
