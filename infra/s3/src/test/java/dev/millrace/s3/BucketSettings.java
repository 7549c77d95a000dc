package dev.millrace.s3;

import dev.millrace.testing.buckets.BucketServer;
import java.time.Duration;

/** Settings of stores at the server of buckets. */
final class BucketSettings {

    private BucketSettings() {}

    /** A store that asks at a port: that of the server, or of a way to it. */
    static S3StoreConfig at(int port, Duration timeout) {
        return new S3StoreConfig(
                BucketServer.BUCKET,
                "team/a",
                "",
                "http://127.0.0.1:" + port,
                true,
                BucketServer.ACCESS_KEY,
                BucketServer.SECRET_KEY,
                timeout,
                Duration.ofSeconds(20));
    }
}
