package dev.millrace.cli.up;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a broker and a registry of one's own would be, as the settings say. */
public record OwnAddresses(String bootstrap, String registry) {

    private static final Pattern ADDRESS = Pattern.compile("([^:,\\s]+):(\\d+)");
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1");
    private static final int PATIENCE_MS = 500;

    public static OwnAddresses of(KafkaConfig kafka) {
        return new OwnAddresses(kafka.bootstrap(), kafka.registry());
    }

    /** Whether both are as they are where nobody said anything. */
    public boolean isNothingConfigured() {
        KafkaConfig standard = KafkaConfig.defaults();
        return bootstrap.equals(standard.bootstrap()) && registry.equals(standard.registry());
    }

    /** Whether something answers where the broker would be. */
    public boolean isAnswered() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", broker().port()), PATIENCE_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The ports of both.
     *
     * @throws UsageException if they are on another machine
     */
    public UpPlan.OwnBroker broker() {
        Matcher matcher = ADDRESS.matcher(bootstrap);
        if (!matcher.matches() || !HERE.contains(matcher.group(1))) {
            throw new UsageException("kafka.bootstrap is " + bootstrap
                    + "; a broker of one's own is on this machine, for instance at localhost:9092");
        }
        URI uri = URI.create(registry);
        if (!HERE.contains(uri.getHost()) || uri.getPort() < 0) {
            throw new UsageException("kafka.registry is " + registry
                    + "; a registry of one's own is on this machine, for instance at http://localhost:8081");
        }
        return new UpPlan.OwnBroker(Integer.parseInt(matcher.group(2)), uri.getPort());
    }
}
