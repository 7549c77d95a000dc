package dev.millrace.s3;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Clients of S3 by our settings. Stateless. */
final class S3Clients {

    /** For servers to which a region means nothing. */
    private static final Region ANY = Region.US_EAST_1;

    private S3Clients() {}

    /**
     * A client, which its caller closes. Nothing is asked of the server yet.
     *
     * @throws IllegalArgumentException that begins with the key whose value cannot be used
     */
    static S3Client open(S3StoreConfig config) {
        S3ClientBuilder client = S3Client.builder()
                .credentialsProvider(credentials(config))
                .forcePathStyle(config.pathStyle())
                // Bytes are compared with their digest by whoever reads; many servers do not know the newer sums of
                // AWS.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(config.timeout())
                        .socketTimeout(config.timeout()))
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(config.callTimeout())
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy()));
        if (!config.endpoint().isBlank()) {
            client.endpointOverride(config.address()).region(ANY);
        }
        if (!config.region().isBlank()) {
            client.region(Region.of(config.region()));
        }
        try {
            return client.build();
        } catch (SdkClientException e) {
            throw new IllegalArgumentException("region cannot be found, give it: " + e.getMessage(), e);
        }
    }

    private static AwsCredentialsProvider credentials(S3StoreConfig config) {
        return config.accessKey().isBlank()
                ? DefaultCredentialsProvider.create()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(config.accessKey(), config.secretKey()));
    }
}
