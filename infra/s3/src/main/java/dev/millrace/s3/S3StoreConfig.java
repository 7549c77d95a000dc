package dev.millrace.s3;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The settings of a store in a bucket.
 *
 * @param bucket the bucket, which is there; has to be given
 * @param prefix what all names of objects begin with, without a slash at either end; empty for nothing
 * @param region of the bucket, for instance {@code eu-central-1}; empty for what the environment or AWS's own files say, and where
 *     {@code endpoint} is given, for {@code us-east-1}, which other servers pay no heed to
 * @param endpoint address of a server other than AWS, for instance {@code http://store:9000}; empty for AWS
 * @param pathStyle whether the bucket stands in the path of a request instead of in its host's name, as most servers other than
 *     AWS want it
 * @param accessKey who asks; empty, as {@code secret_key} then is, for what the environment, AWS's own files or the machine say
 * @param secretKey the key's secret; better {@code ${env:NAME}} or {@code ${file:PATH}} than the secret itself
 * @param timeout longest silence: to connect, and between two pieces of an answer
 * @param callTimeout longest time to bring one object, at most 256 MiB, in one try; there are three
 */
public record S3StoreConfig(
        String bucket,
        String prefix,
        String region,
        String endpoint,
        boolean pathStyle,
        String accessKey,
        String secretKey,
        Duration timeout,
        Duration callTimeout) {

    private static final Pattern PREFIX =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*)?");

    /** @throws IllegalArgumentException that begins with the key that is out of its range */
    public S3StoreConfig {
        if (!prefix.contains("${") && !PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "prefix must be words of letters, digits, dots, underscores and hyphens with slashes between them, not "
                            + prefix);
        }
        requireTime("timeout", timeout);
        requireTime("call_timeout", callTimeout);
    }

    static S3StoreConfig defaults() {
        return new S3StoreConfig("", "", "", "", false, "", "", Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    private static void requireTime(String key, Duration time) {
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException(key + " must be at least 1 ms");
        }
    }

    /** @throws IllegalArgumentException that begins with the key that is missing, or does not go with another one */
    void requireUsable() {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("bucket must name the bucket that learner and workers share");
        }
        if (accessKey.isBlank() != secretKey.isBlank()) {
            throw new IllegalArgumentException(
                    (accessKey.isBlank() ? "access_key is missing, and secret_key is given" : "secret_key is missing")
                            + "; give both, or neither for what the environment says");
        }
    }

    /**
     * Where to ask, if not AWS.
     *
     * @throws IllegalArgumentException if it is no address, without repeating it: it may hold a password
     */
    URI address() {
        try {
            URI address = URI.create(endpoint.trim());
            if (address.getHost() != null
                    && address.getUserInfo() == null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("endpoint must be an address as http://store:9000", e);
        }
        throw new IllegalArgumentException(
                "endpoint must be an address as http://store:9000, without user and password in it");
    }

    /** Without its secrets. */
    @Override
    public String toString() {
        return "S3StoreConfig[" + bucket + "/" + prefix + "]";
    }
}
