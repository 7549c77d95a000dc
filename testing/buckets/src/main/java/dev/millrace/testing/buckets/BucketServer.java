package dev.millrace.testing.buckets;

import java.net.URI;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/** A server of S3's protocol with one bucket in the heap, which lives as long as this JVM. */
public final class BucketServer {

    public static final String BUCKET = "objects";
    public static final String ACCESS_KEY = "millrace-access";
    public static final String SECRET_KEY = "millrace-secret";

    private final S3Proxy server;

    private BucketServer(S3Proxy server) {
        this.server = server;
    }

    /** The one of this JVM, started when it is first asked for. */
    public static BucketServer get() {
        return Holder.SERVER;
    }

    private static BucketServer start() {
        System.setProperty(
                "http.keepAlive", "false"); // read once: each request has a connection, so that faults can be counted
        BlobStoreContext heap = ContextBuilder.newBuilder("transient")
                .credentials("any", "any")
                .overrides(new Properties())
                .build(BlobStoreContext.class);
        heap.getBlobStore().createContainerInLocation(null, BUCKET);
        S3Proxy server = S3Proxy.builder()
                .blobStore(heap.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        try {
            server.start();
            Awaitility.await("the server of buckets")
                    .until(() -> server.getState().equals("STARTED"));
        } catch (Exception e) {
            throw new IllegalStateException("the server of buckets does not start", e);
        }
        return new BucketServer(server);
    }

    /** Where it answers, on this machine. */
    public int port() {
        return server.getPort();
    }

    private static final class Holder {
        private static final BucketServer SERVER = start();
    }
}
